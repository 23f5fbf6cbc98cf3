using System.Security.Cryptography;
using Platform.Inference.Bulk;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

/// <summary>Draws data sets in this process and lists what they hold.</summary>
static class TestSet
{
    public static SyntheticSettings Settings(Bundle bundle, SyntheticFormat format = SyntheticFormat.WebDataset) =>
        new()
        {
            Bundle = "tiny 1.0.0",
            BundleSha256 = bundle.Manifest.Sha256,
            GeneratorSha256 = bundle.Manifest.Files[BundleFiles.Generator].Sha256,
            IntendedUse = bundle.Manifest.IntendedUse,
            Seed = 5,
            Start = 0,
            Count = 50,
            Psi = [0.7f],
            Side = 8,
            Format = format,
            ImageFormat = format == SyntheticFormat.Packed ? null : EncodedFormat.Png,
            ShardSize = 4,
            MaxTries = 100,
        };

    public static Drawer Drawer(Bundle bundle, SyntheticSettings settings) =>
        new(new ImageSampler(bundle.Generator), new QualityGates(bundle, settings), settings);

    public static Task<SetDrawing.Result> DrawAsync(
        Bundle bundle,
        SyntheticSettings settings,
        string root,
        string share = "1/1",
        int drawers = 2,
        bool verify = false,
        CancellationToken cancel = default
    ) =>
        new SetDrawing(
            Drawer(bundle, settings),
            ShardStore.Open(root, settings),
            settings,
            new ImagePipeline(drawers, 2, 4),
            verify
        ).RunAsync(Part(settings, TaskShare.Of(share, _ => null)), (_, _) => { }, cancel);

    static Shard[] Part(SyntheticSettings settings, TaskShare share) =>
        [.. ShardPlan.Of(settings).Part(share.Number, share.Count)];

    /// <summary>Relative path and hash of every file.</summary>
    public static SortedDictionary<string, string> Tree(string root) =>
        new(
            Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .ToDictionary(
                    f => Path.GetRelativePath(root, f),
                    f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))
                ),
            StringComparer.Ordinal
        );
}
