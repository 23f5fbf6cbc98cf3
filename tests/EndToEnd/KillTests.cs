namespace Platform.EndToEnd.Tests;

public sealed class KillTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// Killed at a moment that nobody chose, perhaps while it writes: the resumed run ends with the same bytes.
    /// </summary>
    [Theory, InlineData("simclr"), InlineData("byol")]
    public async Task Ssl_Killed_ResumesBitForBit(string method)
    {
        var (data, whole, killed) = (
            Path.Combine(folder, "data"),
            Path.Combine(folder, "whole"),
            Path.Combine(folder, "killed")
        );
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
        string[] ssl =
        [
            "ssl",
            "--method",
            method,
            "--preset",
            "smoke",
            "--batch-size",
            "8",
            "--steps",
            "12",
            "--checkpoint-steps",
            "3",
            "--data",
            data,
        ];
        var unbroken = await Command.Training([.. ssl, "--out", whole]);
        Assert.True(unbroken.ExitCode == 0, unbroken.Error);

        using (var process = Command.Start("Platform.Training", [.. ssl, "--out", killed]))
        {
            while (!File.Exists(Path.Combine(killed, "checkpoint.bin")) && !process.HasExited)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            process.Kill(); // SIGKILL
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(137, process.ExitCode);
        }
        var resumed = await Command.Training([.. ssl, "--out", killed, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        foreach (var file in new[] { "config.json", "checkpoint.bin", "best.bin", "encoder.bin" })
            Assert.True(
                File.ReadAllBytes(Path.Combine(whole, file))
                    .AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(killed, file))),
                file
            );
        var steps = File.ReadLines(Path.Combine(killed, "log.jsonl"))
            .Select(l => (int)System.Text.Json.Nodes.JsonNode.Parse(l)!["step"]!)
            .ToArray();
        Assert.Equal(steps.Distinct().Order(), steps);
    }
}
