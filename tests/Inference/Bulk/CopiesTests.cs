using System.Text.Json.Nodes;
using Platform.Inference.Bulk;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public sealed class CopiesTests : IDisposable
{
    const int Planted = 3;
    readonly string root = Directory.CreateTempSubdirectory("copies-").FullName;
    readonly Bundle bundle;

    /// <summary>A bundle whose generator draws one of its training photographs, as image 3 of seed 5.</summary>
    public CopiesTests()
    {
        BundleStore.Publish(
            Path.Combine(root, "models"),
            TinyBundle.Manifest(),
            folder =>
            {
                TinyBundle.WriteFiles(folder);
                using var generator = OnnxModel.Load(Path.Combine(folder, BundleFiles.Generator));
                using var encoder = OnnxModel.Load(Path.Combine(folder, BundleFiles.Encoder));
                var sampler = new ImageSampler(generator);
                float[] Embedding(ulong seed, long index) =>
                    encoder
                        .Run(
                            [
                                new(
                                    "pixels",
                                    AreaAverage.Resize(
                                        new(sampler.Pixels(seed, index, 0.7f), 8, 8),
                                        TinyBundle.Side,
                                        TinyBundle.Side
                                    ),
                                    1,
                                    TinyBundle.Side,
                                    TinyBundle.Side,
                                    3
                                ),
                            ],
                            "embedding"
                        )[0]
                        .Floats;
                CopiesIndex
                    .Build(
                        [
                            .. Enumerable
                                .Range(0, 60)
                                .Select(i => (float[][])[i == 9 ? Embedding(5, Planted) : Embedding(77, i)]),
                        ],
                        [.. Enumerable.Range(0, 40).Select(i => Embedding(78, i))]
                    )
                    .Save(Path.Combine(folder, BundleFiles.CopiesIndex));
            }
        );
        bundle = Bundle.Load(Path.Combine(root, "models", "tiny"));
    }

    public void Dispose()
    {
        bundle.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task RejectCopies_ReplacesTheCopyAndNothingElse()
    {
        var plain = TestSet.Settings(bundle, SyntheticFormat.Folder) with { Count = 8, ShardSize = 8 };
        var without = await TestSet.DrawAsync(bundle, plain, Path.Combine(root, "plain"));
        var counted = await TestSet.DrawAsync(bundle, plain with { CountCopies = true }, Path.Combine(root, "counted"));
        var rejected = await TestSet.DrawAsync(
            bundle,
            plain with
            {
                CountCopies = true,
                RejectCopies = true,
            },
            Path.Combine(root, "rejected")
        );
        Assert.Equal((0, 1, 1), (without.Set!.Seen.Copies, counted.Set!.Seen.Copies, rejected.Set!.Seen.Copies));
        Assert.Equal(without.Set.ImagesSha256, counted.Set.ImagesSha256);

        var rows = File.ReadLines(Path.Combine(root, "rejected", "000000", FolderShard.MetadataFile))
            .Select(l => JsonNode.Parse(l)!)
            .ToArray();
        Assert.Equal(Enumerable.Range(0, 8).Select(i => i == Planted ? 1 : 0), rows.Select(r => (int)r["attempt"]!));
        for (var i = 0; i < 8; i++)
        {
            var name = $"000000/5-{i:D10}.png";
            var (a, b) = (
                File.ReadAllBytes(Path.Combine(root, "plain", name)),
                File.ReadAllBytes(Path.Combine(root, "rejected", name))
            );
            Assert.Equal(i != Planted, a.AsSpan().SequenceEqual(b));
        }
    }

    [Fact]
    public void RejectCopies_WithoutAnIndex_SaysWhatIsMissing()
    {
        var published = TinyBundle.Publish();
        using var other = Bundle.Load(Path.Combine(published, "tiny"));
        var error = Assert.Throws<InputException>(() =>
            new QualityGates(other, TestSet.Settings(other) with { CountCopies = true })
        );
        Directory.Delete(published, recursive: true);
        Assert.Contains("--copies-index", error.Message);
    }
}
