using System.Security.Cryptography;
using Platform.Inference.Bulk;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;

namespace Platform.Inference.Tests.Bulk;

/// <summary>Draws data sets in this process and lists what they hold.</summary>
static class SyntheticSet
{
    public static BulkSettings Settings(Bundle bundle, BulkFormat format = BulkFormat.WebDataset) =>
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
            ImageFormat = format == BulkFormat.Packed ? null : EncodedFormat.Png,
            ShardSize = 4,
            MaxTries = 100,
        };

    public static Drawer Drawer(Bundle bundle, BulkSettings settings) =>
        new(new ImageSampler(bundle.Generator), new QualityGates(bundle, settings), settings);

    public static Task<BulkRun.Result> DrawAsync(
        Bundle bundle,
        BulkSettings settings,
        string root,
        string share = "1/1",
        int drawers = 2,
        bool verify = false,
        CancellationToken cancel = default
    ) =>
        new BulkRun(
            Drawer(bundle, settings),
            ShardStore.Open(root, settings),
            settings,
            new(settings.Start, settings.Count, settings.ShardSize),
            new Pipeline(drawers, 2, 4),
            verify
        ).RunAsync(TaskShare.Of(share, _ => null), cancel);

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
