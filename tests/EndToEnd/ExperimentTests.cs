namespace Platform.EndToEnd.Tests;

/// <summary>
/// Table II as small as it goes, once unbroken and once killed three times: the same report, byte for byte but for
/// times.
/// </summary>
public sealed class ExperimentTests : IDisposable
{
    const int Seed = 20000;

    static readonly string[] table2 =
    [
        "experiment",
        "table2",
        "--preset",
        "smoke",
        "--dataset",
        "phantom",
        "--photographs",
        "80",
        "--synthetic-count",
        "16",
        "--gan-kimg",
        "0.2",
        "--steps",
        "4",
        "--arm",
        "steps-matched",
        "--threads",
        "1",
        "--set",
        "gan.start-resolution=32",
        "--set",
        "gan.checkpoint-kimg=0.05",
        "--set",
        "ssl.batch-size=8",
        "--set",
        "ssl.checkpoint-steps=1",
    ];

    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Table2_KilledAndStartedAgain_GivesTheSameReport()
    {
        var (whole, broken) = (Path.Combine(folder, "whole"), Path.Combine(folder, "broken"));
        var unbroken = await Command.Training([.. table2, "--work", whole]);
        Assert.True(unbroken.ExitCode == 0, unbroken.Error);

        var random = new Random(Seed);
        foreach (
            var (done, begun, withStages) in new[]
            {
                (random.Next(0, 3), true, true),
                (random.Next(3, 6), false, false),
                (random.Next(6, 10), true, true),
            }
        ) // without its stages: the stage's process outlives the experiment
        {
            await KillAsync(broken, done, begun, withStages);
            Assert.False(File.Exists(Report(broken, "report.md")));
        }
        var kept = Directory
            .EnumerateFiles(broken, "done.json", SearchOption.AllDirectories)
            .ToDictionary(f => f, File.ReadAllBytes);
        Assert.NotEmpty(kept);
        var last = await Command.Training([.. table2, "--work", broken]);
        Assert.True(last.ExitCode == 0, last.Error);

        foreach (var (file, bytes) in kept)
            Assert.Equal(bytes, File.ReadAllBytes(file));
        var files = Directory.EnumerateFiles(Report(whole, "")).Select(f => Path.GetFileName(f)!).Order().ToArray();
        Assert.Contains("accuracy.png", files);
        Assert.Equal(files, Directory.EnumerateFiles(Report(broken, "")).Select(f => Path.GetFileName(f)!).Order());
        foreach (var file in files.Where(f => f != "times.csv"))
            Assert.Equal(File.ReadAllBytes(Report(whole, file)), File.ReadAllBytes(Report(broken, file)));
        Assert.Contains("4 of 4 cells run", File.ReadAllText(Report(whole, "report.md")));
    }

    /// <summary>Starts the experiment and ends it with SIGKILL when so many stages are done.</summary>
    /// <param name="begun">and another one has begun to write what it makes</param>
    static async Task KillAsync(string work, int done, bool begun, bool withStages)
    {
        using var process = Command.Start("Platform.Training", [.. table2, "--work", work]);
        _ = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Command.UntilAsync(process, () => Done(work) >= done && (!begun || HasBegun(work)));
        process.Kill(entireProcessTree: withStages);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    static int Done(string work) =>
        Directory.Exists(work) ? Directory.EnumerateFiles(work, "done.json", SearchOption.AllDirectories).Count() : 0;

    /// <summary>A stage writes below run/ of its folder, and its done.json last.</summary>
    static bool HasBegun(string work) =>
        Directory.Exists(work)
        && Directory
            .EnumerateDirectories(work, "run", SearchOption.AllDirectories)
            .Any(run => !File.Exists(Path.Combine(run, "..", "done.json")) && Directory.EnumerateFiles(run).Any());

    static string Report(string work, string file) => Path.Combine(work, "reports", "table2-phantom-smoke", file);
}
