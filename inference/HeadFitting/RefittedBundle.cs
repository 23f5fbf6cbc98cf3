using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Inference.HeadFitting;

/// <summary>
/// A bundle's next version: its encoder and generator as they are, the head and what depends on it new.
/// </summary>
static class RefittedBundle
{
    static readonly string[] New =
    [
        BundleFiles.Head,
        BundleFiles.HeadProbe,
        BundleFiles.Classifier,
        BundleFiles.ClassifierProbe,
        BundleFiles.ModelCard,
        BundleFiles.DataSheet,
        BundleFiles.NearestCases,
        BundleFiles.HeadImages,
    ];

    /// <returns>the published folder</returns>
    /// <exception cref="InputException">The bundle does not lie in NAME/VERSION, or the version is taken.</exception>
    public static string Publish(Bundle old, LinearHead head, LocalImages images, BundleManifest manifest)
    {
        var name = Directory.GetParent(Path.GetFullPath(old.Folder))!;
        if (name.Name != manifest.Name || name.Parent is not { } root)
            throw new InputException(
                $"{old.Folder}: the new version is written beside it, so it must lie in a folder "
                    + $"{manifest.Name}/{old.Manifest.Version}"
            );
        return BundleStore.Publish(
            root.FullName,
            manifest,
            folder => Write(folder, old, head, head.Calibrated(manifest.Calibration), images)
        );
    }

    /// <summary>
    /// What the classifier must answer comes from the encoder's file and the head, not from the new classifier: its
    /// load proves it.
    /// </summary>
    /// <param name="head">as fitted, for its own file</param>
    static void Write(string folder, Bundle old, LinearHead head, LinearHead calibrated, LocalImages images)
    {
        foreach (var file in old.Manifest.Files.Keys.Except(New))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllBytes(Path.Combine(folder, file), old.Read(file));
        }
        head.Save(Path.Combine(folder, BundleFiles.Head));
        SeenImages.Write(Path.Combine(folder, BundleFiles.HeadImages), images);
        var classifier = Path.Combine(old.Folder, BundleFiles.Classifier);
        File.WriteAllBytes(
            Path.Combine(folder, BundleFiles.Classifier),
            ClassifierGraph.ReplaceHead(classifier, old.Read(BundleFiles.Classifier), calibrated)
        );

        var probe = Path.Combine(old.Folder, BundleFiles.ClassifierProbe);
        var inputs = Probe.Load(probe, old.Read(BundleFiles.ClassifierProbe)).Inputs;
        var encoded = old.Encoder.Run(inputs, "embedding", "feature_map");
        float[][] rows = [.. encoded[0].Floats.Chunk(head.Features)];
        var scored = Probe.Record(calibrated, rows).Outputs[0];
        new Probe(inputs, [new TensorData("probabilities", scored.Floats, scored.Shape), .. encoded]).Save(
            Path.Combine(folder, BundleFiles.ClassifierProbe)
        );
        var reference = head.ScoreWithMlNet(rows).SelectMany(s => s).ToArray();
        new Probe([encoded[0]], [new TensorData("probabilities", reference, rows.Length, head.Classes)]).Save(
            Path.Combine(folder, BundleFiles.HeadProbe)
        );
    }

    /// <summary>
    /// The old figures speak of the old head, so the new manifest has the site's own and says where the rest came from.
    /// </summary>
    public static BundleManifest Manifest(
        BundleManifest old,
        string version,
        LocalImages images,
        SiteTrust trust,
        int groups,
        int folds,
        float l2,
        HeadScores before,
        HeadScores after
    )
    {
        var manifest = old with
        {
            Version = version,
            Created = DateTimeOffset.UtcNow,
            Sha256 = "",
            Classes = images.Classes,
            Files = new SortedDictionary<string, BundleFile>(),
            Calibration = trust.Calibration,
            Trust = Trust(old, trust),
            Evaluation = null,
            Quantisation = null, // its figures are the old head's; the precision stays
            Data = null,
            Metrics = new SortedDictionary<string, double>(
                Scores("site_", after)
                    .Concat(Scores("site_previous_head_", before))
                    .Append(new("site_images", images.Files.Count))
                    .ToDictionary()
            ),
            DataManifests = new SortedDictionary<string, string>(
                old.DataManifests.Append(new(SiteImages(version), images.Sha256())).ToDictionary()
            ),
            Training = new SortedDictionary<string, JsonElement>(
                old.Training.Append(
                        new(
                            $"head of {version}",
                            JsonSerializer.SerializeToElement(
                                new
                                {
                                    fromVersion = old.Version,
                                    fromManifestSha256 = old.Sha256,
                                    images = images.Files.Count,
                                    imagesOfClass = images
                                        .Classes.Select((c, i) => (c.Code, Count: images.Labels.Count(l => l == i)))
                                        .ToDictionary(c => c.Code, c => c.Count),
                                    groups,
                                    folds,
                                    l2,
                                }
                            )
                        )
                    )
                    .ToDictionary()
            ),
            TrainingDataNotices =
            [
                .. old.TrainingDataNotices,
                $"Version {version}: the head was fitted on {images.Files.Count} images of one site; they are not "
                    + $"in the bundle.",
                .. trust.Notes.Select(note => $"Version {version}: {note}"),
            ],
        };
        return manifest with { SchemaVersion = manifest.LeastSchema };
    }

    /// <summary>The encoder is the same, and with it what is unlike its images; the rest is of the site.</summary>
    static TrustSpec? Trust(BundleManifest old, SiteTrust site) =>
        old.Trust?.Unlike is null && site.Priors is null
            ? null
            : new()
            {
                Unlike = old.Trust?.Unlike,
                Priors = site.Priors,
                Malignancy = site.Malignancy,
            };

    /// <summary>What the images are called that the head of a version was fitted on.</summary>
    public static string SiteImages(string version) => $"site images of {version}";

    static IEnumerable<KeyValuePair<string, double>> Scores(string prefix, HeadScores scores) =>
        [
            new($"{prefix}accuracy", scores.Accuracy),
            new($"{prefix}balanced_accuracy", scores.BalancedAccuracy),
            new($"{prefix}cross_entropy", scores.CrossEntropy),
        ];
}
