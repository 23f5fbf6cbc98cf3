using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;
using SkiaSharp;

namespace Platform.Inference.Tests.HeadFitting;

public sealed class FitHeadCommandTests : IDisposable
{
    readonly string root = TinyBundle.Publish();
    readonly string images = Directory.CreateTempSubdirectory("fit-head-").FullName;

    string Path(string version) => System.IO.Path.Combine(root, "tiny", version);

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(images, recursive: true);
    }

    /// <summary>Two photographs of each of ten lesions a class; the classes differ in colour.</summary>
    void WriteImages(params string[] classes)
    {
        foreach (var code in classes)
            for (var i = 0; i < 20; i++)
            {
                var random = new Random(100 * code[0] + i);
                byte Level(bool high) => (byte)((high ? 150 : 20) + random.Next(100));
                Write(
                    $"{code}/{i}.png",
                    TestImages.Encode(
                        SKEncodedImageFormat.Png,
                        24,
                        20,
                        (_, _) => new(Level(code == "mel"), Level(code == "nv"), Level(code == "vasc"))
                    )
                );
            }
        File.WriteAllLines(
            System.IO.Path.Combine(images, "groups.csv"),
            [
                "image,patient",
                .. classes.SelectMany(c => Enumerable.Range(0, 20).Select(i => $"{c}/{i}.png,{c}{i / 2}")),
            ]
        );
    }

    void Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(images, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    Task<Cli.Result> RunAsync(string version, params string[] more) =>
        Cli.RunAsync(["fit-head", Path("1.0.0"), "--images", images, "--out", version, .. more]);

    [Fact]
    public async Task FitHead_PublishesAVersionThatVerifies_WithTheSameEncoder()
    {
        WriteImages("mel", "nv", "vasc");
        Write("mel/broken.png", [1, 2, 3]);
        Write("mel/scan.tif", [1, 2, 3]);
        Write("loose.png", [1, 2, 3]);
        var result = await RunAsync(
            "1.1.0",
            "--groups",
            System.IO.Path.Combine(images, "groups.csv"),
            "--group-by",
            "patient"
        );
        Assert.Equal("", string.Join('\n', result.ErrorLines.Where(l => l.StartsWith("error"))));
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("60 images of 30 lesions or patients, 5 folds", result.OutputLines[0]);
        foreach (var name in new[] { "mel/broken.png", "mel/scan.tif", "loose.png" })
            Assert.Contains(result.ErrorLines, l => l.StartsWith($"left out: {name}: "));

        using var old = Bundle.Load(Path("1.0.0"));
        using var bundle = Bundle.Load(Path("1.1.0")); // every hash, shape and probe
        Assert.Equal(
            old.Manifest.Files[BundleFiles.Encoder],
            bundle.Manifest.Files[BundleFiles.Encoder],
            (a, b) => a.Sha256 == b.Sha256
        );
        Assert.NotEqual(
            old.Manifest.Files[BundleFiles.Classifier].Sha256,
            bundle.Manifest.Files[BundleFiles.Classifier].Sha256
        );
        Assert.True(bundle.Manifest.Metrics["site_balanced_accuracy"] > 0.9, "the colours are easy to tell apart");
        Assert.Equal(
            old.Manifest.Sha256,
            bundle.Manifest.Training["head of 1.1.0"].GetProperty("fromManifestSha256").GetString()
        );
        AssertOneAnswer(bundle, Path("1.1.0"));
        var trust = bundle.Manifest.Trust!;
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], trust.Priors!.Training);
        Assert.Equal(Prior.Training, trust.Priors.AnswersFor());
        Assert.Equal([true, false, false], trust.Malignancy!.Malignant); // mel is known as such
        Assert.Equal((20, 2), (trust.Malignancy.Images, trust.Malignancy.Points.Count));
        Assert.All(trust.Malignancy.Points, p => Assert.InRange(p.Threshold, 0.3, 1)); // the colours are easy to tell
        Assert.Equal(4, bundle.Manifest.SchemaVersion);
        var card = File.ReadAllText(System.IO.Path.Combine(Path("1.1.0"), BundleFiles.ModelCard));
        Assert.Contains("set on 20 malignant calibration images. They were not measured on other lesions.", card);

        Assert.StartsWith($"error: {Path("1.1.0")}: exists", (await RunAsync("1.1.0")).ErrorLines[^1]);
    }

    [Fact]
    public async Task FitHead_WithoutAClass_AsksFirst()
    {
        WriteImages("mel", "nv");
        for (var i = 5; i < 20; i++)
            File.Delete(System.IO.Path.Combine(images, $"mel/{i}.png"));
        Directory.CreateDirectory(System.IO.Path.Combine(images, "vasc")); // an empty folder is none
        var refused = await RunAsync("1.1.0");
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith($"error: {images}: no folder vasc", Assert.Single(refused.ErrorLines));

        var published = await RunAsync("1.1.0", "--drop-absent");
        Assert.Equal(0, published.ExitCode);
        Assert.Contains(
            "note: No threshold of the score of malignancy could be set to find 90 % or 95 % of malignant lesions, "
                + "because 5 malignant images are too few: every lesion is above it.",
            published.ErrorLines
        );
        using var bundle = Bundle.Load(Path("1.1.0"));
        Assert.Equal(["mel", "nv"], bundle.Manifest.Classes.Select(c => c.Code));
        Assert.Equal([0.2, 0.8], bundle.Manifest.Trust!.Priors!.Training);
        Assert.All(bundle.Manifest.Trust.Malignancy!.Points, p => Assert.Equal(0, p.Threshold));
        Assert.Contains(bundle.Manifest.TrainingDataNotices, n => n.Contains("5 malignant images are too few"));
        AssertOneAnswer(bundle, Path("1.1.0"));
    }

    [Fact]
    public async Task FitHead_OnAnUnknownClass_NamesIt()
    {
        WriteImages("mel", "nv", "vasc", "naevus");
        Assert.Equal(
            $"error: {images}: naevus is no class of tiny 1.0.0; its classes are mel, nv, vasc",
            Assert.Single((await RunAsync("1.1.0")).ErrorLines)
        );
    }

    /// <summary>Noise, labelled as the old head answers: it is always right there, and nothing can do better.</summary>
    [Fact]
    public async Task FitHead_WorseThanTheOldHead_IsNotPublished()
    {
        using (var old = Bundle.Load(Path("1.0.0")))
            for (var i = 0; i < 60; i++)
            {
                var random = new Random(i);
                var png = TestImages.Encode(
                    SKEncodedImageFormat.Png,
                    TinyBundle.Side,
                    TinyBundle.Side,
                    (_, _) => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256))
                );
                var classifier = new Platform.Inference.Classification.Classifier(
                    old,
                    Shared.Imaging.Formats.ImageLimits.Default
                );
                Write($"{classifier.Classify(png).Predictions[0].Code}/{i}.png", png);
            }
        var result = await RunAsync("1.1.0", "--drop-absent");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error: not published: on images that it has not seen", result.ErrorLines[^1]);
        Assert.False(Directory.Exists(Path("1.1.0")));
    }

    /// <summary>
    /// The old head has seen these images, the new one is asked out of fold: as if nothing had been learned since.
    /// </summary>
    [Fact]
    public async Task FitHead_AgainFromTheSameFolder_GivesAnEqualHead()
    {
        WriteNoise("mel", "nv", "vasc");
        Assert.Equal(0, (await RunAsync("1.1.0", "--even-if-worse")).ExitCode);
        var again = await Cli.RunAsync(
            "fit-head",
            System.IO.Path.Combine(root, "tiny"),
            "--images",
            images,
            "--out",
            "1.2.0"
        );
        Assert.Equal("", string.Join('\n', again.ErrorLines.Where(l => l.StartsWith("error"))));
        Assert.Contains($"{System.IO.Path.Combine(root, "tiny")}: version 1.1.0, the highest there", again.ErrorLines);
        Assert.Contains("the old head was fitted on 60 of these images", again.Output);
        using var first = Bundle.Load(Path("1.1.0"));
        using var second = Bundle.Load(Path("1.2.0"));
        Assert.Equal(first.Head.Weights, second.Head.Weights);
        Assert.Equal(
            second.Manifest.Metrics["site_previous_head_balanced_accuracy"],
            second.Manifest.Metrics["site_balanced_accuracy"]
        );
        Assert.Equal(
            second.Manifest.Metrics["site_previous_head_cross_entropy"],
            second.Manifest.Metrics["site_cross_entropy"]
        );
    }

    /// <summary>
    /// Twenty images were added: the old head is asked about the sixty that it knows without having seen them, about
    /// the others as it is.
    /// </summary>
    [Fact]
    public async Task FitHead_FromAFolderThatGrew_ComparesFairly()
    {
        WriteNoise("mel", "nv", "vasc");
        Assert.Equal(0, (await RunAsync("1.1.0", "--even-if-worse")).ExitCode);
        for (var i = 20; i < 40; i++)
            Write($"nv/{i}.png", Noise(900 + i));
        var again = await Cli.RunAsync(
            "fit-head",
            Path("1.1.0"),
            "--images",
            images,
            "--out",
            "1.2.0",
            "--even-if-worse"
        );
        Assert.Equal("", string.Join('\n', again.ErrorLines.Where(l => l.StartsWith("error"))));
        Assert.Contains("the old head was fitted on 60 of these images", again.Output);
        using var bundle = Bundle.Load(Path("1.2.0"));
        // Of noise nothing can be told: an old head that was asked about what it was fitted on would name nearly all of
        // it.
        Assert.True(bundle.Manifest.Metrics["site_previous_head_balanced_accuracy"] < 0.6);
        Assert.Equal(80, File.ReadAllLines(System.IO.Path.Combine(Path("1.2.0"), BundleFiles.HeadImages)).Length);
    }

    void WriteNoise(params string[] classes)
    {
        foreach (var code in classes)
            for (var i = 0; i < 20; i++)
                Write($"{code}/{i}.png", Noise(100 * code[0] + i));
    }

    static byte[] Noise(int seed)
    {
        var random = new Random(seed);
        return TestImages.Encode(
            SKEncodedImageFormat.Png,
            TinyBundle.Side,
            TinyBundle.Side,
            (_, _) => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256))
        );
    }

    /// <summary>The one-file classifier, rewritten, against encoder and head on new pixels.</summary>
    static void AssertOneAnswer(Bundle bundle, string folder)
    {
        var pixels = new byte[5 * TinyBundle.Side * TinyBundle.Side * 3];
        new Random(11).NextBytes(pixels);
        var input = new TensorData("pixels", pixels, 5, TinyBundle.Side, TinyBundle.Side, 3);
        using var classifier = OnnxModel.Load(System.IO.Path.Combine(folder, BundleFiles.Classifier));
        var scored = Probe
            .Record(bundle.Head, [.. bundle.Encoder.Run([input], "embedding")[0].Floats.Chunk(TinyBundle.Features)])
            .Outputs[0]
            .Floats;
        var answered = classifier.Run([input], "probabilities")[0].Floats;
        Assert.Equal(scored.Length, answered.Length);
        for (var i = 0; i < scored.Length; i++)
            Assert.Equal(scored[i], answered[i], 1e-5f);
    }
}
