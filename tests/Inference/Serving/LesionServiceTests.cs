using Google.Protobuf;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;

namespace Platform.Inference.Tests.Serving;

public class LesionServiceTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task DescribeBundle_DescribesWhatIsServed()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var answer = await server.Client.DescribeBundleAsync(new());
        Assert.Equal(
            ("tiny", "1.0.0", BundleManifest.ResearchUseOnly),
            (answer.Name, answer.Version, answer.IntendedUse)
        );
        Assert.Equal(TinyBundle.Classes.Select(c => (c.Code, c.Name)), answer.Classes.Select(c => (c.Code, c.Name)));
        Assert.Equal((TinyBundle.Side, TinyBundle.Generated), (answer.InputSide, answer.GeneratedSide));
        Assert.Equal(("squash", "none"), (answer.Fit, answer.Colour));
    }

    [Fact]
    public async Task Embed_GivesTheEncodersEmbedding()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var bundle = fixture.Load();
        var answer = await server.Client.EmbedAsync(
            new() { Image = ByteString.CopyFrom(Samples.Png(4)), RequestId = "e" }
        );
        var expected = bundle
            .Encoder.Run(
                [
                    new(
                        "pixels",
                        Preprocessing.Square(Samples.Png(4), new(TinyBundle.Side)),
                        1,
                        TinyBundle.Side,
                        TinyBundle.Side,
                        3
                    ),
                ],
                "embedding"
            )[0]
            .Floats;
        Assert.Equal(
            ("e", "tiny", "1.0.0", expected.Length),
            (answer.RequestId, answer.BundleName, answer.BundleVersion, answer.Embedding.Count)
        );
        foreach (var (a, b) in expected.Zip(answer.Embedding))
            Assert.Equal(a, b, 1e-4f);
    }
}
