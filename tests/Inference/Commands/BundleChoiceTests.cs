using SkiaSharp;

namespace Platform.Inference.Tests.Commands;

/// <summary>
/// Where a folder of versions is given, every command says which one it took, once, on standard error.
/// </summary>
public sealed class BundleChoiceTests : IDisposable
{
    readonly string root = TinyBundle.Publish();
    readonly string scratch = Directory.CreateTempSubdirectory("choice-").FullName;

    string Versions => Path.Combine(root, "tiny");

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(scratch, recursive: true);
    }

    [
        Theory,
        InlineData("verify"),
        InlineData("classify"),
        InlineData("sample"),
        InlineData("doctor"),
        InlineData("fit-head")
    ]
    public async Task Command_GivenAFolderOfVersions_SaysWhichItTook(string verb)
    {
        TinyBundle.Publish(root, "tiny", "1.10.0", seed: 5);
        File.WriteAllBytes(
            Path.Combine(scratch, "a.png"),
            TestImages.Encode(SKEncodedImageFormat.Png, 24, 20, (x, y) => new((byte)x, (byte)y, 9))
        );
        string[] more = verb switch
        {
            "classify" => [Path.Combine(scratch, "a.png")],
            "sample" => ["--count", "1", "--out", Path.Combine(scratch, "drawn")],
            "fit-head" => ["--images", Path.Combine(scratch, "nowhere"), "--out", "2.0.0"],
            _ => [],
        };
        var result = await Cli.RunAsync([verb, Versions, .. more]);
        Assert.Single(result.ErrorLines, $"{Versions}: version 1.10.0, the highest there");
        var named = await Cli.RunAsync([verb, Path.Combine(Versions, "1.0.0"), .. more]);
        Assert.DoesNotContain(named.ErrorLines, l => l.Contains("the highest there"));
    }
}
