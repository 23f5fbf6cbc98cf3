using Platform.Inference.Classification;
using Platform.Inference.HeadFitting;
using Platform.Shared;
using SkiaSharp;

namespace Platform.Inference.Tests;

/// <summary>What a program asks for without a command line: the same work, the same errors.</summary>
public sealed class RunnersTests : IDisposable
{
    readonly string root = TinyBundle.Publish();
    readonly string images = Directory.CreateTempSubdirectory("runners-").FullName;

    string Bundle => Path.Combine(root, "tiny", "1.0.0");

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(images, recursive: true);
    }

    /// <summary>Images of one colour, darker or lighter, in a folder for each class.</summary>
    void WriteImages()
    {
        foreach (var (code, channel) in new[] { ("mel", 0), ("nv", 1), ("vasc", 2) })
            for (var i = 0; i < 12; i++)
            {
                byte Level(int of) => (byte)(of == channel ? 150 + 5 * i : 20 + 3 * i);
                var colour = new SKColor(Level(0), Level(1), Level(2));
                Directory.CreateDirectory(Path.Combine(images, code));
                File.WriteAllBytes(
                    Path.Combine(images, code, $"{i}.png"),
                    TestImages.Encode(SKEncodedImageFormat.Png, 24, 20, (_, _) => colour)
                );
            }
    }

    FitHeadRequest FitHead =>
        new()
        {
            Bundle = Bundle,
            Images = images,
            Version = "1.1.0",
            Folds = 3,
            EvenIfWorse = true,
        };

    ClassifyFilesRequest Classify => new() { Bundle = Bundle, Images = [images] };

    [Fact]
    public void FitHead_GivesTheComparisonAndTheNewVersion()
    {
        WriteImages();
        HeadComparison? compared = null;
        var published = FitHeadRunner.Run(FitHead, c => compared = c, CancellationToken.None);
        Assert.Equal(36, compared!.Images);
        Assert.Equal(3, compared.Folds);
        Assert.Equal(Path.Combine(root, "tiny", "1.1.0"), published);
        using var bundle = Shared.Bundles.Bundle.Load(published);
        Assert.Equal("1.1.0", bundle.Manifest.Version);
    }

    [Fact]
    public void Classify_GivesEachAnswer_AndWhatCouldNotBeUsed()
    {
        WriteImages();
        File.WriteAllText(Path.Combine(images, "mel", "broken.png"), "no image");
        var answers = new List<ImageAnswer>();
        using var runner = new ClassifyFilesRunner(Classify);
        Assert.Equal((36, 1), runner.Run(answers.Add, CancellationToken.None));
        Assert.Equal(37, answers.Count);
        Assert.EndsWith("broken.png", Assert.Single(answers, a => a.Error is not null).Image);
    }

    [Fact]
    public void Run_OfWhatIsOutOfRange_SaysWhatTheCommandLineSays()
    {
        Refuses("--folds 1: must be 3 to 100", () => FitHeadRunner.Run(FitHead with { Folds = 1 }, _ => { }, default));
        Refuses(
            "--out 7: write it as major.minor.patch",
            () => FitHeadRunner.Run(FitHead with { Version = "7" }, _ => { }, default)
        );
        Refuses(
            "--max-bytes 0: must be 1 to",
            () => new ClassifyFilesRunner(Classify with { Limits = new() { MaxBytes = 0 } }).Dispose()
        );
        Refuses(
            "/no/such: no such file or folder",
            () => new ClassifyFilesRunner(Classify with { Images = ["/no/such"] }).Dispose()
        );
    }

    static void Refuses(string message, Action run) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(run).Message);
}
