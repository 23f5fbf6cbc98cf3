using System.CommandLine;
using System.Globalization;
using Platform.Inference.Configuration;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Inference.Bulk;

/// <summary>The options that decide the bytes of a data set.</summary>
public sealed class BulkOptions
{
    const int DefaultShardSize = 1000,
        DefaultTries = 1000;
    readonly Option<long?> count = new("--count") { Description = "number of images; with --class their sum" };
    readonly Option<string?> classes = new("--class")
    {
        Description =
            "wanted mix by the bundle's own classifier, such as mel=2000,df=2000: each image is drawn again until "
            + "it has its class",
    };
    readonly Option<ulong> seed = new("--seed") { Description = "the same seed gives the same images" };
    readonly Option<long> start = new("--start") { Description = "index of the first image" };
    readonly Option<string> psi = new("--psi")
    {
        Description =
            "truncation: 0 the mean image, 1 the full variety; of a list such as 0.5,0.7,1 image i takes number i "
            + "modulo its length",
        DefaultValueFactory = _ => Text(ImageSampler.DefaultPsi),
    };
    readonly Option<SyntheticFormat?> format = new("--format")
    {
        Description =
            "webdataset (tar files), folder (image files with metadata.jsonl) or packed (the training phase's "
            + "pixels); the default is folder for one shard, else webdataset",
    };
    readonly Option<EncodedFormat> imageFormat = new("--image-format")
    {
        Description = "png, jpg (quality 95) or webp (lossless)",
        DefaultValueFactory = _ => EncodedFormat.Png,
    };
    readonly Option<int> shardSize = new("--shard-size")
    {
        Description = "images of a shard",
        DefaultValueFactory = _ => DefaultShardSize,
    };
    readonly Option<bool> rejectCopies = new("--reject-copies")
    {
        Description =
            "replace near copies of training photographs by the next draw; needs a bundle published with "
            + "--copies-index",
    };
    readonly Option<bool> countCopies = new("--count-copies") { Description = "count near copies, but keep them" };
    readonly Option<bool> rejectDegenerate = new("--reject-degenerate")
    {
        Description = "replace images of one flat colour, or all clipped, by the next draw",
    };
    readonly Option<int> maxTries = new("--max-tries")
    {
        Description = "draws of one image before it is an error",
        DefaultValueFactory = _ => DefaultTries,
    };
    readonly Option<int?> walk = new("--walk")
    {
        Description = "a walk through the latent space: frames from one latent vector to the next",
    };
    readonly Option<int?> mixFrom = new("--mix-from")
    {
        Description = "style mixing: styles of this resolution in pixels and finer come from a second latent vector",
    };

    public BulkOptions(Command command)
    {
        foreach (
            var option in new Option[]
            {
                count,
                classes,
                seed,
                start,
                psi,
                format,
                imageFormat,
                shardSize,
                rejectCopies,
                countCopies,
                rejectDegenerate,
                maxTries,
                walk,
                mixFrom,
            }
        )
            command.Options.Add(option);
    }

    /// <summary>What can be said before the bundle is loaded.</summary>
    /// <exception cref="InputException">An option is out of range, or two do not go together.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(count) is null && parsed.GetValue(classes) is null)
            throw new InputException("--count: say how many images, or give --class");
        if (parsed.GetValue(count) is { } images)
            OptionRanges.Check("--count", images, 1, long.MaxValue);
        OptionRanges.Check(
            "--start",
            parsed.GetValue(start),
            0,
            long.MaxValue - Math.Max(1, parsed.GetValue(count) ?? 1)
        );
        OptionRanges.Check("--shard-size", parsed.GetValue(shardSize), 1, 1_000_000);
        OptionRanges.Check("--max-tries", parsed.GetValue(maxTries), 1, 1 << 30);
        if (parsed.GetValue(walk) is { } frames)
            OptionRanges.Check("--walk", frames, 1, 1_000_000);
        if (parsed.GetValue(mixFrom) is { } side)
            OptionRanges.Check("--mix-from", side, 4, 1024);
        if (
            parsed.GetValue(walk) is not null
            && (
                parsed.GetValue(classes) is not null
                || parsed.GetValue(rejectCopies)
                || parsed.GetValue(rejectDegenerate)
            )
        )
            throw new InputException(
                "--walk: a frame that is drawn again is not on the walk; leave out --class, --reject-copies and "
                    + "--reject-degenerate"
            );
        Psi(parsed.GetValue(psi)!);
    }

    public SyntheticSettings Read(ParseResult parsed, Bundle bundle)
    {
        var (m, side) = (bundle.Manifest, new ImageSampler(bundle.Generator).Side);
        var wanted = parsed.GetValue(classes) is { } text
            ? ClassCounts.Parse(text, [.. m.Classes.Select(c => c.Code)])
            : null;
        var images = wanted?.Values.Sum() ?? parsed.GetValue(count)!.Value;
        if (parsed.GetValue(count) is { } given && given != images)
            throw new InputException(
                $"--count {given}: --class asks for {images}; leave --count out, or make them agree"
            );
        var shards = (images - 1) / parsed.GetValue(shardSize) + 1;
        if (shards > ShardPlan.MostShards)
            throw new InputException(
                $"--count {images}: makes {shards} shards, and a data set holds at most "
                    + $"{ShardPlan.MostShards}; give a larger --shard-size, or several data sets with --start"
            );
        var layout =
            parsed.GetValue(format)
            ?? (images <= parsed.GetValue(shardSize) ? SyntheticFormat.Folder : SyntheticFormat.WebDataset);
        return new()
        {
            Bundle = $"{m.Name} {m.Version}",
            BundleSha256 = m.Sha256,
            GeneratorSha256 = m.Files[BundleFiles.Generator].Sha256,
            IntendedUse = m.IntendedUse,
            Seed = parsed.GetValue(seed),
            Start = parsed.GetValue(start),
            Count = images,
            Psi = Psi(parsed.GetValue(psi)!),
            Side = side,
            Fit = m.Preprocessing.Fit,
            Colour = m.Preprocessing.Colour,
            Format = layout,
            ImageFormat = layout == SyntheticFormat.Packed ? null : parsed.GetValue(imageFormat),
            ShardSize = parsed.GetValue(shardSize),
            Classes = wanted,
            RejectCopies = parsed.GetValue(rejectCopies),
            CountCopies = parsed.GetValue(rejectCopies) || parsed.GetValue(countCopies),
            RejectDegenerate = parsed.GetValue(rejectDegenerate),
            MaxTries = parsed.GetValue(maxTries),
            Walk = parsed.GetValue(walk),
            MixFrom = parsed.GetValue(mixFrom),
        };
    }

    static float[] Psi(string list) =>
        [
            .. list.Split(',')
                .Select(text =>
                    Numbers.TryParse(text, out float value) && value is >= 0 and <= ImageSampler.MaxPsi
                        ? value
                        : throw new InputException(
                            $"--psi {list}: must be 0 to {ImageSampler.MaxPsi}, or a list such as 0.5,0.7,1"
                        )
                ),
        ];

    static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
