using Platform.Shared.Bundles;

namespace Platform.Inference.Tests.Commands;

public class VerifyCommandTests(TinyBundleFixture bundle)
{
    [Fact]
    public async Task Verify_OfAGoodBundle_ListsItsFiles()
    {
        var result = await Cli.RunAsync("verify", bundle.Version);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(
            BundleFiles.Required.Concat(BundleFiles.OfGenerator),
            name => Assert.Contains(result.OutputLines, line => line.EndsWith($"  {name}"))
        );
        Assert.Equal("ok", result.OutputLines[^1]);
    }

    [Fact]
    public async Task Verify_OfADamagedBundle_IsOneLineThatNamesTheFile()
    {
        var root = TinyBundle.Publish();
        var generator = Path.Combine(root, "tiny", "1.0.0", BundleFiles.Generator);
        var bytes = File.ReadAllBytes(generator);
        bytes[^10] ^= 1;
        File.WriteAllBytes(generator, bytes);
        var result = await Cli.RunAsync("verify", Path.Combine(root, "tiny", "1.0.0"));
        Directory.Delete(root, recursive: true);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {generator}", Assert.Single(result.ErrorLines));
        Assert.DoesNotContain("ok", result.OutputLines);
    }
}
