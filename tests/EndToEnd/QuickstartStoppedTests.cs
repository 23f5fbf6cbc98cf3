namespace Platform.EndToEnd.Tests;

[Collection(nameof(Quickstart))]
public sealed class QuickstartStoppedTests(QuickstartFixture quickstart)
{
    /// <summary>A training saves what it has when it is stopped: that file does not say that it is done.</summary>
    [Fact]
    public async Task Quickstart_StoppedWhileTheEncoderTrains_DoesNotTakeItForTrained()
    {
        var root = Directory.CreateDirectory(quickstart["stopped"]).FullName;
        foreach (var folder in new[] { "data", "gan", "synthetic" })
        foreach (var file in Directory.EnumerateFiles(quickstart[folder], "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(root, folder, Path.GetRelativePath(quickstart[folder], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        foreach (var file in new[] { "gan.done", "synthetic.png" })
            File.Copy(quickstart[file], Path.Combine(root, file));

        var stopped = await StoppedInTraining(root);
        Assert.Equal(130, stopped.ExitCode);
        Assert.True(File.Exists(Path.Combine(root, "encoder", "checkpoint.bin")));
        Assert.False(File.Exists(Path.Combine(root, "encoder.done")));
        var steps = Steps(root);
        Assert.Equal(130, (await StoppedInTraining(root)).ExitCode);
        Assert.True(Steps(root) > steps, "the second run goes on with the training");
        Assert.False(Directory.Exists(Path.Combine(root, "head")));
    }

    static async Task<Command.Result> StoppedInTraining(string root)
    {
        var before = Steps(root);
        using var process = Command.Start("Platform.Tools", "quickstart", "--out", root);
        while (Steps(root) <= before && !process.HasExited)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        return await Command.StopAsync(process);
    }

    /// <summary>Lines of the training's log, which has one every two seconds.</summary>
    static int Steps(string root) =>
        Path.Combine(root, "encoder", "log.jsonl") is var log && File.Exists(log) ? File.ReadLines(log).Count() : 0;
}
