using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Shared.Taxonomy;
using Platform.Shared.Trust;
using Platform.Training.Data;
using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <param name="Degraded">images of each level of each degradation; 0 for none</param>
/// <param name="Strange">pictures of each kind that is no skin; 0 for none</param>
/// <param name="Others">
/// other data folders by name, to measure how many of their images are taken for like the training ones
/// </param>
/// <param name="Prevalence">of malignant lesions, for predictive values; null for that of the images</param>
public sealed record EvaluationOptions(
    string Split,
    int Degraded,
    int Strange,
    IReadOnlyList<(string Name, string Path)> Others,
    double? Prevalence = null
)
{
    /// <summary>Images of each of the other data sets.</summary>
    public const int OtherImages = 500;
}

/// <summary>Everything that is measured of a published bundle on a data folder, by the bundle's own files.</summary>
public sealed class BundleEvaluation(Bundle bundle, DataFolder data, string path, EvaluationOptions options)
{
    readonly PreprocessingSpec spec = bundle.Manifest.Preprocessing;
    readonly BundleEncoder encoder = new(bundle.Encoder, bundle.Manifest.Preprocessing.Side);
    readonly TrustSpec? trust = bundle.Manifest.Trust;
    readonly LinearHead raw = LinearHead.Load(
        Path.Combine(bundle.Folder, BundleFiles.Head),
        bundle.Read(BundleFiles.Head)
    );
    readonly int[] rows = Labelled(data, path, options.Split);

    /// <summary>Opened before minutes of work, not after.</summary>
    readonly (string Name, DataFolder Folder)[] others =
    [
        .. options.Others.Select(o => (o.Name, Packed(o.Path, bundle))),
    ];

    /// <summary>Images that will be embedded.</summary>
    public int Images =>
        rows.Length
        + Degradation.All.Sum(d => d.Levels.Count) * Subset.Length
        + (
            HasDensity
                ? StrangeImages.All.Count * options.Strange + options.Others.Count * EvaluationOptions.OtherImages
                : 0
        );

    /// <summary>The images that head measures on.</summary>
    const string HeadSplit = "test";

    bool HasDensity => bundle.Density is not null;
    int[] Subset => [.. Some(rows.Length, options.Degraded)];

    /// <param name="report">takes the number of images that were added</param>
    public EvaluationResult Run(Action<int> report, CancellationToken cancellation)
    {
        using var pixels = data.Pixels(spec, Named(bundle));
        var (classes, classOf, truthOf) = ClassMap.Join([.. bundle.Manifest.Classes.Select(c => c.Code)], data.Classes);
        Cases Answers(float[][] embeddings, int[] of) =>
            Cases.Of(
                raw,
                bundle.Head,
                trust,
                bundle.Density,
                embeddings,
                classes,
                classOf,
                [.. of.Select(r => truthOf[data.Labels[r]])],
                [.. of.Select(r => data.Rows[r].Lesion)]
            );

        var cases = Answers(
            encoder.Embed(rows.Length, i => pixels.Image(rows[i]).ToArray(), report, cancellation),
            rows
        );
        var groups = Subgroups.Of(
            [.. rows.Select(r => data.Rows[r])],
            [.. rows.Select(r => SkinTone.Angle(pixels.Image(r), pixels.Side))]
        );
        var result = Evaluator.Of(
            cases,
            trust,
            groups,
            data.Info.Name,
            data.ManifestSha256,
            options.Split,
            HeldOut(),
            $"{bundle.Manifest.Name} {bundle.Manifest.Version}",
            options.Prevalence,
            cancellation: cancellation
        );
        return result with
        {
            Baselines = Baselines(),
            Degraded =
                options.Degraded == 0
                    ? []
                    : [.. Degradation.All.SelectMany(d => d.Levels.Select(level => Degraded(d, level)))],
            Strange = cases.Distances is { } own ? [.. StrangePictures(own), .. OtherData(own)] : [],
        };

        DegradedRow Degraded(Degradation degradation, double level)
        {
            int[] some = [.. Subset.Select(i => rows[i])];
            var p = Answers(
                encoder.Embed(
                    some.Length,
                    i => degradation.Of(pixels.Image(some[i]).ToArray(), spec, level),
                    report,
                    cancellation
                ),
                some
            );
            return new(
                degradation.Name,
                degradation.Unit,
                level,
                some.Length,
                p.After.Confusion.Accuracy,
                p.After.Confusion.BalancedAccuracy,
                p.After.Probabilities.Average(x => x.Max()),
                p.Distances is { } distances && trust?.Unlike is { } unlike
                    ? distances.Average(x => x > unlike.Threshold ? 1.0 : 0)
                    : null
            );
        }
        IEnumerable<StrangeRow> StrangePictures(IReadOnlyList<double> own) =>
            options.Strange == 0
                ? []
                : StrangeImages.All.Select(kind =>
                    Row(
                        "no photograph of skin",
                        kind.Name,
                        encoder.Embed(
                            options.Strange,
                            i => StrangeImages.Pixels(kind.Encoded, i, spec),
                            report,
                            cancellation
                        ),
                        own
                    )
                );
        IEnumerable<StrangeRow> OtherData(IReadOnlyList<double> own) =>
            others.Select(other =>
            {
                using var images = other.Folder.Pixels(encoder.Side);
                int[] some = [.. Some(other.Folder.Rows.Count, EvaluationOptions.OtherImages)];
                return Row(
                    "other data set",
                    other.Name,
                    encoder.Embed(some.Length, i => images.Image(some[i]).ToArray(), report, cancellation),
                    own
                );
            });
    }

    StrangeRow Row(string kind, string name, float[][] embeddings, IReadOnlyList<double> own)
    {
        double[] distances = [.. embeddings.Select(e => bundle.Density!.Distance(e))];
        return new(
            kind,
            name,
            distances.Length,
            distances.Average(d => d > trust!.Unlike!.Threshold ? 0.0 : 1),
            RocCurve
                .Of(
                    [.. distances.Concat(own).Select(d => (float)d)],
                    [.. distances.Select(_ => true), .. own.Select(_ => false)]
                )!
                .Area
        );
    }

    /// <summary>
    /// The data that the head was fitted on: test lesions are held out, unless the encoder saw them. Other data: not
    /// known.
    /// </summary>
    bool? HeldOut() =>
        bundle.Manifest.Training.TryGetValue("head", out var head)
        && head.TryGetProperty("ManifestSha256", out var sha)
        && sha.GetString() == data.ManifestSha256
            ? options.Split == "test" && !(head.TryGetProperty("EncoderSawTest", out var saw) && saw.GetBoolean())
            : null;

    /// <summary>Those that head measured, where it did so on the images of this evaluation.</summary>
    IReadOnlyList<BaselineFigures> Baselines() =>
        options.Split == HeadSplit
        && bundle.Manifest.Evaluation?.Deserialize<EvaluationResult>(EvaluationResult.Json) is { } head
        && (head.Split, head.ManifestSha256) == (HeadSplit, data.ManifestSha256)
            ? head.Baselines
            : [];

    /// <exception cref="InputException">
    /// Not a data folder, not packed at the bundle's side, or its pictures were treated otherwise.
    /// </exception>
    static DataFolder Packed(string path, Bundle bundle)
    {
        var folder = DataFolder.Open(path);
        folder.Pixels(bundle.Manifest.Preprocessing, Named(bundle)).Dispose();
        return folder;
    }

    static string Named(Bundle bundle) => $"bundle {bundle.Manifest.Name} {bundle.Manifest.Version}";

    static int[] Labelled(DataFolder data, string path, string split)
    {
        int[] rows =
        [
            .. Enumerable
                .Range(0, data.Rows.Count)
                .Where(i => (split == "all" || data.Rows[i].Split == split) && data.Labels[i] >= 0),
        ];
        return rows.Length >= 10
            ? rows
            : throw new InputException(
                $"{path}: {rows.Length} labelled images in its {split} split; at least 10 are needed: run prepare "
                    + $"with a larger --test, or give --split all"
            );
    }

    /// <summary>Evenly spread over the order, so that all sources and classes take part.</summary>
    static IEnumerable<int> Some(int count, int wanted) =>
        wanted >= count
            ? Enumerable.Range(0, count)
            : Enumerable.Range(0, wanted).Select(i => (int)((long)i * count / wanted));
}
