using Google.Protobuf;
using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using SkiaSharp;
using static Platform.Fixtures.TestImages;

namespace Platform.Inference.Tests.Serving;

/// <summary>Every face prepares a photograph as its bundle says, and names how.</summary>
public sealed class PreprocessingTests : IDisposable
{
    static readonly PreprocessingSpec Spec = new(TinyBundle.Side, Fit.Pad, ColourConstancy.ShadesOfGrey);
    static readonly byte[] Photograph = Encode(
        SKEncodedImageFormat.Png,
        60,
        31,
        (x, y) => new((byte)(250 - x), (byte)(3 * y + 40), (byte)(x + y))
    );
    readonly string root = Directory.CreateTempSubdirectory("preprocessing-").FullName;

    public PreprocessingTests()
    {
        var manifest = TinyBundle.Manifest() with { Preprocessing = Spec };
        BundleStore.Publish(root, manifest with { SchemaVersion = manifest.LeastSchema }, TinyBundle.WriteFiles);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    float[] Embedding(Bundle bundle, PreprocessingSpec spec) =>
        bundle
            .Encoder.Run(
                [new("pixels", Preprocessing.Square(Photograph, spec), 1, Spec.Side, Spec.Side, 3)],
                "embedding"
            )[0]
            .Floats;

    [Fact]
    public async Task Faces_PrepareAsTheBundleSays()
    {
        using var bundle = Bundle.Load(Path.Combine(root, "tiny"));
        var expected = Embedding(bundle, Spec);
        foreach (
            var other in new PreprocessingSpec[]
            {
                new(Spec.Side),
                Spec with
                {
                    Fit = Fit.Centre,
                },
                Spec with
                {
                    Colour = ColourConstancy.None,
                },
            }
        )
            Assert.NotEqual(expected, Embedding(bundle, other)); // so that the rest can fail

        var judged = bundle.Judge(expected).For(Shared.Trust.Prior.Own);
        var said = new Classifier(bundle, ImageLimits.Default).Classify(Photograph).Predictions;
        foreach (var (c, p) in bundle.Manifest.Classes.Zip(judged))
            Assert.Equal(p, said.Single(s => s.Code == c.Code).Probability, 1e-5f);
        var row = new byte[Spec.Side * Spec.Side * 3];
        PixelSources.Encoded(Photograph, ImageLimits.Default)(bundle.Manifest.Preprocessing, default)(row);
        Assert.Equal(Preprocessing.Square(Photograph, Spec), row);

        await using var server = await RunningServer.StartAsync(root);
        var answer = await server.Client.EmbedAsync(new() { Image = ByteString.CopyFrom(Photograph) });
        foreach (var (e, a) in expected.Zip(answer.Embedding))
            Assert.Equal(e, a, 1e-4f);
        var described = await server.Client.DescribeBundleAsync(new());
        Assert.Equal(("pad", "shades-of-grey"), (described.Fit, described.Colour));
        var metadata = await server.Inference.ModelMetadataAsync(new() { Name = "tiny" });
        Assert.Equal("resize pad; filter area; colour constancy shades-of-grey", metadata.Properties["preprocessing"]);
        Assert.Contains("preprocessed by the client", metadata.Properties["image.UINT8"]);
    }
}
