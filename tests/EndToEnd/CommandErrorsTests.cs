namespace Platform.EndToEnd.Tests;

/// <summary>
/// A user's mistake is one line that names the file or option, exit code 1 or 2, and nothing left behind.
/// </summary>
public sealed class CommandErrorsTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string In(string name) => Path.Combine(folder, name);

    [Fact]
    public async Task Prepare_OfACsvWithoutTheColumnDx_NamesBoth()
    {
        File.WriteAllText(In("HAM10000_metadata.csv"), "lesion_id,image_id,age\nL1,A,80\n");
        var result = await Command.Training(
            "prepare",
            "--dataset",
            "ham10000",
            "--source",
            folder,
            "--out",
            In("data")
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("HAM10000_metadata.csv: no column dx", Assert.Single(result.Complaints));
        Assert.False(Path.Exists(In("data")));
    }

    [Theory]
    [InlineData("gan", "--data", "nowhere", "--out", "run")]
    [InlineData("ssl", "--data", "nowhere", "--out", "run")]
    [InlineData("head", "--data", "nowhere", "--encoder", "nowhere", "--out", "run")]
    [InlineData("generate", "--gan", "nowhere", "--count", "1", "--out", "run")]
    [InlineData(
        "publish",
        "--gan",
        "nowhere",
        "--encoder",
        "nowhere",
        "--head",
        "nowhere",
        "--name",
        "a",
        "--version",
        "1.0.0",
        "--out",
        "run"
    )]
    public async Task Training_OnAFolderThatIsNotThere_NamesIt(params string[] arguments)
    {
        var result = await Command.Training([.. arguments.Select(a => a is "nowhere" or "run" ? In(a) : a)]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nowhere", Assert.Single(result.Complaints));
    }

    [Fact]
    public async Task Gan_WithAnUnknownOption_IsAUsageError()
    {
        var result = await Command.Training("gan", "--data", folder, "--out", In("run"), "--no-such-option", "1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.Complaints, l => l.Contains("--no-such-option"));
    }

    [Fact]
    public async Task Gan_OnCudaWhereThereIsNone_IsAnError()
    {
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    "8",
                    "--size",
                    "32",
                    "--out",
                    In("data")
                )
            ).ExitCode
        );
        var result = await Command.Training(
            "gan",
            "--preset",
            "smoke",
            "--kimg",
            "0.001",
            "--data",
            In("data"),
            "--out",
            In("run"),
            "--device",
            "cuda"
        );
        Assert.SkipWhen(result.ExitCode == 0, "this machine has CUDA");
        Assert.Contains("--device cuda", Assert.Single(result.Complaints));
    }

    [Fact]
    public async Task Call_WithoutAServer_NamesTheAddress()
    {
        File.WriteAllBytes(In("image.png"), [1]);
        var result = await Command.Tools("call", "http://127.0.0.1:1", folder);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1: Unavailable", Assert.Single(result.Complaints));
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Load_WithoutAServer_EndsAtItsFirstCall()
    {
        File.WriteAllBytes(In("image.png"), [1]);
        var result = await Command.Tools("load", "http://127.0.0.1:1", folder, "--seconds", "3600");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("http://127.0.0.1:1: Unavailable", Assert.Single(result.Complaints));
    }
}
