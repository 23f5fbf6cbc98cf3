namespace Platform.EndToEnd.Tests;

public sealed class InterruptTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Gan_Interrupted_SavesAndGoesOn()
    {
        var (data, run) = (Path.Combine(folder, "data"), Path.Combine(folder, "run"));
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    "40",
                    "--size",
                    "32",
                    "--out",
                    data
                )
            ).ExitCode
        );
        string[] gan =
        [
            "gan",
            "--preset",
            "smoke",
            "--kimg",
            "2",
            "--start-resolution",
            "32",
            "--sample-kimg",
            "100",
            "--checkpoint-kimg",
            "100",
            "--data",
            data,
            "--out",
            run,
        ];
        using var process = Command.Start("Platform.Training", gan);
        await Command.UntilAsync(process, () => File.Exists(Path.Combine(run, "log.jsonl"))); // it has trained a step
        var stopped = await Command.StopAsync(process);
        Assert.Equal((130, "error: interrupted"), (stopped.ExitCode, Assert.Single(stopped.Complaints)));
        Assert.True(File.Exists(Path.Combine(run, "checkpoint.bin")));

        var again = await Command.Training(gan);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--resume", Assert.Single(again.Complaints));
        var resumed = await Command.Training([.. gan, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("generator in", resumed.Output);
    }

    [Theory]
    [InlineData("stylegan", "ada")]
    [InlineData("pggan", "none")]
    public async Task Gan_KilledAndResumed_EqualsAnUnbrokenRun(string method, string augment)
    {
        var data = Path.Combine(folder, "data");
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    "40",
                    "--size",
                    "32",
                    "--out",
                    data
                )
            ).ExitCode
        );
        string[] augmented = augment == "none" ? [] : ["--augment", augment, "--ada-kimg", "1"];
        string[] Gan(string run) =>
            [
                "gan",
                "--method",
                method,
                .. augmented,
                "--preset",
                "smoke",
                "--kimg",
                "1.2",
                "--resolution",
                "16",
                "--start-resolution",
                "8",
                "--stable-kimg",
                "0.2",
                "--fade-kimg",
                "0.2",
                "--sample-kimg",
                "100",
                "--checkpoint-kimg",
                "0.1",
                "--data",
                data,
                "--out",
                Path.Combine(folder, run),
            ];
        var whole = await Command.Training(Gan("whole"));
        Assert.True(whole.ExitCode == 0, whole.Error);

        Directory.CreateDirectory(Path.Combine(folder, "parts"));
        using var watcher = new FileSystemWatcher(Path.Combine(folder, "parts"), "checkpoint.bin");
        for (var kills = 0; kills < 2; kills++)
        {
            using var process = Command.Start("Platform.Training", [.. Gan("parts"), "--resume"]);
            watcher.WaitForChanged(WatcherChangeTypes.Renamed | WatcherChangeTypes.Created, 60_000);
            process.Kill(); // -9
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, process.ExitCode);
        }
        var resumed = await Command.Training([.. Gan("parts"), "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        foreach (var file in new[] { "checkpoint.bin", "generator.bin" })
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder, "whole", file)),
                File.ReadAllBytes(Path.Combine(folder, "parts", file))
            );
    }
}
