using System.Text.Json;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Fixtures;

/// <summary>
/// A tiny bundle that is calibrated and knows its limits: its training images are dull noise, in the colours of its
/// classes.
/// </summary>
public static class TrustedBundle
{
    const int Count = 60;
    static readonly bool[] Malignant = [true, false, false];
    public static readonly CalibrationSpec Calibration = new(2.5);

    /// <summary>An image like the training ones, uint8 [S, S, 3].</summary>
    public static byte[] Pixels(int index)
    {
        var random = new Random(100 + index);
        var pixels = new byte[TinyBundle.Side * TinyBundle.Side * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(random.Next(90, 160) / (i % 3 == index % 3 ? 4 : 1));
        return pixels;
    }

    /// <summary>Published under a new temporary root, which is returned.</summary>
    /// <param name="thresholds">of the prediction sets, by class, in place of fitted ones</param>
    /// <param name="measured">whether it says what its thresholds of malignancy came to on held-out lesions</param>
    public static string Publish(IReadOnlyList<double>? thresholds = null, bool measured = false)
    {
        var root = Directory.CreateTempSubdirectory("trusted-bundle-").FullName;
        TrustSpec? trust = null;
        var unsealed = Path.Combine(root, "files");
        Directory.CreateDirectory(unsealed);
        TinyBundle.WriteFiles(unsealed);
        Write(unsealed, out trust);
        if (thresholds is not null)
            trust = trust with { Conformal = trust.Conformal! with { Thresholds = thresholds } };
        BundleStore.Publish(
            root,
            TinyBundle.Manifest() with
            {
                Calibration = Calibration,
                Trust = trust,
                Evaluation = measured ? Measured(trust.Malignancy!) : null,
            },
            folder =>
            {
                foreach (var file in Directory.EnumerateFiles(unsealed, "*", SearchOption.AllDirectories))
                {
                    var target = Path.Combine(folder, Path.GetRelativePath(unsealed, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                    File.Copy(file, target);
                }
            }
        );
        Directory.Delete(unsealed, recursive: true);
        return root;
    }

    static void Write(string folder, out TrustSpec trust)
    {
        var head = LinearHead.Load(Path.Combine(folder, BundleFiles.Head)).Calibrated(Calibration);
        TinyBundle.SaveEncoder(head, Path.Combine(folder, BundleFiles.Classifier));
        using var encoder = OnnxModel.Load(Path.Combine(folder, BundleFiles.Encoder));
        using var classifier = OnnxModel.Load(Path.Combine(folder, BundleFiles.Classifier));
        Probe
            .Record(classifier, Probe.Load(Path.Combine(folder, BundleFiles.ClassifierProbe)).Inputs)
            .Save(Path.Combine(folder, BundleFiles.ClassifierProbe));

        var pixels = Enumerable.Range(0, Count).SelectMany(Pixels).ToArray();
        float[][] embeddings =
        [
            .. encoder
                .Run([new("pixels", pixels, Count, TinyBundle.Side, TinyBundle.Side, 3)], "embedding")[0]
                .Floats.Chunk(TinyBundle.Features),
        ];
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 3)];
        Directory.CreateDirectory(Path.Combine(folder, "trust"));
        var density = EmbeddingDensity.Fit(embeddings[..30], labels[..30], 3);
        density.Save(Path.Combine(folder, BundleFiles.Density));
        new NearestCases(
            [.. labels.Select((_, i) => $"case_{i}")],
            [.. labels.Select(l => TinyBundle.Classes[l].Code)],
            embeddings
        ).Save(Path.Combine(folder, BundleFiles.NearestCases));
        float[][] probabilities = [.. embeddings[30..].Select(e => Judgement.Of(head, null, null, e).Probabilities)];
        trust = new()
        {
            Unlike = new(EmbeddingDensity.Measure, embeddings[30..].Max(e => density.Distance(e)), 0, 30),
            Conformal = ConformalSets.Fit(probabilities, labels[30..], 0.9, byClass: true),
            Priors = new([0.5, 0.25, 0.25], [0.5, 0.25, 0.25]),
            Malignancy = new(
                Malignant,
                OperatingPoints.Fit(
                    [.. probabilities.Select(p => OperatingPoints.Score(p, Malignant))],
                    [.. labels[30..].Select(l => Malignant[l])],
                    [0.5, 0.9]
                ),
                labels[30..].Count(l => Malignant[l])
            ),
        };
    }

    /// <summary>
    /// As head writes it: sensitivity 0.9 [0.8, 0.95] and specificity 0.75 [0.7, 0.8] at the first threshold, and of so
    /// few lesions at the second that the intervals are withheld.
    /// </summary>
    static JsonElement Measured(MalignancySpec spec)
    {
        static object Share(double value, double? low, double? high) =>
            new
            {
                value,
                low,
                high,
            };
        return JsonSerializer.SerializeToElement(
            new
            {
                held_out = true,
                before_calibration = new { },
                after_calibration = new { },
                malignancy = new
                {
                    points = spec.Points.Select(
                        (p, i) =>
                            new
                            {
                                stated = p.Sensitivity,
                                threshold = p.Threshold,
                                sensitivity = i == 0 ? Share(0.9, 0.8, 0.95) : Share(0.9, null, null),
                                specificity = Share(0.75, 0.7, 0.8),
                            }
                    ),
                },
            }
        );
    }
}
