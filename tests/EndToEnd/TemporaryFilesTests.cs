namespace Platform.EndToEnd.Tests;

[Collection(nameof(Quickstart))]
public sealed class TemporaryFilesTests(QuickstartFixture quickstart) : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Publish_WithoutAFolderForTemporaryFiles_NamesItAndTheVariable()
    {
        var missing = Path.Combine(folder, "missing");
        var result = await Command.RunAsync(
            "Platform.Training",
            [
                "publish",
                "--gan",
                quickstart["gan"],
                "--encoder",
                quickstart["encoder"],
                "--head",
                quickstart["head"],
                "--name",
                "phantom",
                "--version",
                "1.0.0",
                "--out",
                Path.Combine(folder, "models"),
            ],
            ("TMPDIR", missing)
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"{missing}/: temporary files cannot be written there; set TMPDIR",
            Assert.Single(result.Complaints)
        );
        Assert.False(Directory.Exists(Path.Combine(folder, "models")));
    }
}
