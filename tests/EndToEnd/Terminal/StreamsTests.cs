using System.Diagnostics;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>Standard output and standard error that end, are closed or are full; a limit of open files.</summary>
[Collection(nameof(Quickstart))]
public sealed class StreamsTests(QuickstartFixture quickstart) : IDisposable
{
    const int NotRead = 141;
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string Classify(string images) =>
        PseudoTerminal.Quoted(["dotnet", Command.Find("Platform.Inference"), "classify", quickstart.Bundle, images]);

    async Task<Command.Result> ShellAsync(string line)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-c", line])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LESION_PROGRESS_SECONDS"] = "0" },
            }
        )!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        return new(shell.ExitCode, await output, await error);
    }

    /// <summary>Of 2,000 images, so that what is read ahead is a small part.</summary>
    [Fact]
    public async Task Classify_WhoseReaderIsGone_EndsSoonAndQuietly()
    {
        var image = quickstart.HeldOutImages[0];
        for (var i = 0; i < 2000; i++)
            File.CreateSymbolicLink(Path.Combine(folder, $"{i:0000}.png"), image);
        var result = await ShellAsync($"{Classify(folder)} | head -1; exit ${{PIPESTATUS[0]}}");
        Assert.Equal((NotRead, 1), (result.ExitCode, result.Output.Count(c => c == '\n')));
        Assert.Empty(result.Complaints);
        Assert.DoesNotContain("2,000/2,000", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_WhoseReaderIsGone_EndsQuietly()
    {
        var result = await ShellAsync(
            $"dotnet '{Command.Find("Platform.Inference")}' serve --help | head -1; " + $"exit ${{PIPESTATUS[0]}}"
        );
        Assert.Equal((NotRead, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData(">&-", "error: standard output is closed")]
    [InlineData(">/dev/full", "error: standard output: No space left on device")]
    public async Task Classify_WithoutAnOutput_IsOneLine(string redirection, string line)
    {
        var result = await ShellAsync($"{Classify(quickstart["held-out/mel"])} {redirection}");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(line, Assert.Single(result.Complaints));
    }

    /// <summary>Who closes standard error wants no progress and no errors, and the answers all the same.</summary>
    [Theory]
    [InlineData("2>&-", 0)]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&- >&-", 1)]
    [InlineData("<&- 2>&- >&-", 1)]
    public async Task Classify_WithoutAnErrorStream_GoesOn(string redirection, int exitCode)
    {
        var result = await ShellAsync($"{Classify(quickstart["held-out/mel"])} {redirection}");
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        if (exitCode == 0)
            Assert.Contains("research use only", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(200)]
    public async Task Command_UnderALowLimitOfOpenFiles_NamesIt(int files)
    {
        var result = await ShellAsync($"ulimit -n {files}; {Classify(quickstart["held-out/mel"])}");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(
            $"may have {files} files open",
            Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        );
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task ProgressSeconds_ThatAreNoNumber_AreNamed(string seconds)
    {
        var result = await Command.RunAsync(
            "Platform.Inference",
            ["classify", quickstart.Bundle, quickstart["held-out/mel"]],
            ("LESION_PROGRESS_SECONDS", seconds)
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"LESION_PROGRESS_SECONDS: '{seconds}'", Assert.Single(result.Complaints));
    }
}
