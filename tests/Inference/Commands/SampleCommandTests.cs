using Platform.Shared.Sampling;

namespace Platform.Inference.Tests.Commands;

public sealed class SampleCommandTests(TinyBundleFixture bundle) : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("sample-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    async Task<string> SampleAsync(string name, params string[] options)
    {
        var folder = Path.Combine(root, name);
        var result = await Cli.RunAsync(["sample", bundle.Path, "--seed", "5", "--out", folder, .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return folder;
    }

    static Dictionary<string, string> Content(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));

    [Fact]
    public async Task Sample_GivesTheSameBytes_WhateverTheBatchAndTheRun()
    {
        var expected = Content(await SampleAsync("b1", "--count", "64", "--batch", "1"));
        Assert.Equal(64 + 1, expected.Count);
        Assert.Equal(64, expected.Where(f => f.Key.EndsWith(".png")).Select(f => f.Value).Distinct().Count());
        Assert.Contains("5-00000063.png", expected.Keys);
        Assert.Equal(expected, Content(await SampleAsync("b8", "--count", "64", "--batch", "8")));
        Assert.Equal(expected, Content(await SampleAsync("b64", "--count", "64", "--batch", "64")));
        await SampleAsync("two", "--count", "32", "--start", "32");
        Assert.Equal(expected, Content(await SampleAsync("two", "--count", "32")));
    }

    [Fact]
    public async Task Sample_RunAgain_KeepsWhatIsThereAndDrawsTheRest()
    {
        var folder = await SampleAsync("again", "--count", "4");
        var (kept, redrawn) = (Path.Combine(folder, "5-00000001.png"), Path.Combine(folder, "5-00000002.png"));
        var lost = File.ReadAllBytes(redrawn);
        var long_ago = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(kept, long_ago);
        File.Delete(redrawn);
        var grid = Path.Combine(root, "grid.png");
        await SampleAsync("again", "--count", "4", "--grid", grid);
        Assert.Equal(long_ago, File.GetLastWriteTimeUtc(kept));
        Assert.Equal(lost, File.ReadAllBytes(redrawn));
        Assert.Equal(32, Platform.Shared.Imaging.ImageDecoder.Decode(File.ReadAllBytes(grid), int.MaxValue).Width);
    }

    [Theory]
    [InlineData("--seed", "6")]
    [InlineData("--psi", "0.5")]
    public async Task Sample_OfOtherSettings_RefusesTheFolder(string option, string value)
    {
        var folder = await SampleAsync("mixed", "--count", "1");
        var result = await Cli.RunAsync(["sample", bundle.Path, "--out", folder, "--count", "2", .. option == "--seed" ? [] : (string[])["--seed", "5"], option, value]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {Path.Combine(folder, SampleFolder.SettingsFile)}", Assert.Single(result.ErrorLines));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--psi", "NaN")]
    [InlineData("--start", "-1")]
    [InlineData("--batch", "0")]
    public async Task Sample_WithANumberOutOfRange_NamesTheOption(string option, string value)
    {
        var result = await Cli.RunAsync(["sample", bundle.Path, "--out", Path.Combine(root, "none"), .. option == "--count" ? [] : (string[])["--count", "1"], option, value]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {option} {value}", Assert.Single(result.ErrorLines));
        Assert.False(Directory.Exists(Path.Combine(root, "none")));
    }

    [Fact]
    public async Task Sample_Terminated_LeavesOnlyWholeFilesAndGoesOn()
    {
        var folder = Path.Combine(root, "stopped");
        using (var process = Cli.Start("sample", bundle.Path, "--seed", "5", "--out", folder, "--count", "100000"))
        {
            while (!File.Exists(Path.Combine(folder, "5-00000010.png"))) { Assert.False(process.HasExited); await Task.Delay(20); }
            Cli.Terminate(process);
            await process.WaitForExitAsync();
            Assert.Equal(130, process.ExitCode);
        }
        Assert.DoesNotContain(Directory.EnumerateFiles(folder), f => f.EndsWith(".partial"));
        var expected = Content(await SampleAsync("whole", "--count", "11"));
        var stopped = Content(folder);
        Assert.All(expected, file => Assert.Equal(file.Value, stopped[file.Key]));
    }
}
