namespace Platform.EndToEnd.Tests;

public sealed class InterruptTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;
    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Gan_Interrupted_SavesAndGoesOn()
    {
        var (data, run) = (Path.Combine(folder, "data"), Path.Combine(folder, "run"));
        Assert.Equal(0, (await Command.Training("prepare", "--dataset", "phantom", "--count", "40", "--size", "32", "--out", data)).ExitCode);
        string[] gan = ["gan", "--preset", "smoke", "--kimg", "2", "--start-resolution", "32", "--sample-kimg", "100", "--checkpoint-kimg", "100", "--data", data, "--out", run];
        using var process = Command.Start("Platform.Training", gan);
        for (var i = 0; i < 300 && !File.Exists(Path.Combine(run, "samples", "000000000.png")); i++) await Task.Delay(100, TestContext.Current.CancellationToken);
        await Task.Delay(1000, TestContext.Current.CancellationToken);
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
}
