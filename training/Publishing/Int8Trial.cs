using System.Globalization;
using Platform.CommandLine;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Evaluation;
using Platform.Training.Export;
using Platform.Training.Export.Int8;
using Platform.Training.Head;

namespace Platform.Training.Publishing;

/// <summary>
/// An encoder in 8-bit integers, and what it does to the answers on a head's held-out images beside the same encoder in
/// float32.
/// </summary>
/// <param name="Ranges">of the activations</param>
/// <param name="Trust">
/// calibration, thresholds, density, nearest cases and evaluation of the head as it was fitted, all on 8-bit embeddings
/// </param>
/// <param name="HeldOut">what the head, not calibrated, says of the held-out images by their 8-bit embeddings</param>
public sealed record Int8Trial(
    QuantisationSpec Spec,
    IReadOnlyDictionary<string, Affine> Ranges,
    HeadTrust Trust,
    Predictions HeldOut
)
{
    /// <summary>
    /// More of the top-1 accuracy, or of the balanced accuracy, may not be lost: float32 is served then.
    /// </summary>
    public const double MostAccuracyLost = 0.005,
        MostBalancedLost = 0.01;

    /// <param name="data">the labelled data that the head was fitted on</param>
    /// <param name="head">as fitted</param>
    /// <param name="calibration">of the head on float32 embeddings</param>
    /// <param name="folder">an empty one, for files that the caller deletes</param>
    public static Int8Trial Of(
        IEncoder encoder,
        DataFolder data,
        string path,
        int side,
        HeadRun run,
        LinearHead head,
        CalibrationSpec calibration,
        string folder,
        Int8Options options,
        CancellationToken cancellation
    )
    {
        var images = LabelledImages.Of(data, path);
        using var pixels = data.Pixels(side);
        var (plain, chosen) = (
            OnnxExport.Encoder(encoder, side),
            ActivationRanges.Choose(data.Indices("train"), options)
        );
        var graph = new QdqEncoder(plain);
        var ranges = ActivationRanges
            .Of(plain, pixels, chosen)
            .Measure(folder, graph.Observed, options.Share, cancellation);

        var test = images.Test;
        var (floats, floatBytes) = Embed(plain, "float32", test);
        var (bytes, byteBytes) = Embed(graph.Quantise(ranges), "int8", [.. Enumerable.Range(0, images.Rows.Length)]);
        float[][] held = [.. test.Select(t => bytes[t])];
        var (fit, kept) = run.LabelUse.Split(images);
        var trust = HeadTrust.Of(
            head,
            bytes,
            images,
            fit,
            kept,
            data,
            pixels,
            !run.EncoderSawTest,
            run.Trust!,
            run.ClassWeights ?? ClassWeights.None,
            cancellation
        );

        Predictions Says(LinearHead by, float[][] embeddings) =>
            Predictions.Of(by, embeddings, images.TestLabels, images.Lesions[images.TrainCount..]);
        var (before, after) = (
            Figures(Says(head.Calibrated(calibration), floats), floatBytes),
            Figures(Says(head.Calibrated(trust.Fit.Calibration), held), byteBytes)
        );
        var (most, mean) = Difference(floats, held);
        return new(
            new(
                Keeps(before, after),
                chosen.Length,
                options.Seed,
                options.Share,
                test.Length,
                !run.EncoderSawTest,
                most,
                mean
            )
            {
                Float32 = before,
                Int8 = after,
            },
            ranges,
            trust,
            Says(head, held)
        );

        (float[][] Embeddings, long Bytes) Embed(global::Onnx.ModelProto model, string name, int[] positions)
        {
            var file = Path.Combine(folder, $"{name}.onnx");
            OnnxExport.Save(model, file);
            using var runtime = OnnxModel.Load(file);
            using var progress = new ProgressLine($"embed ({name})", positions.Length, "img");
            var done = 0;
            return (
                new BundleEncoder(runtime, side).Embed(
                    positions.Length,
                    i => pixels.Image(images.Rows[positions[i]]).ToArray(),
                    count => progress.Report(done += count),
                    cancellation
                ),
                new FileInfo(file).Length
            );
        }
    }

    /// <summary>In one line, for the command.</summary>
    public string Line =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"int8 on {Spec.HeldOutImages} held-out images: accuracy {100 * Spec.Int8.Accuracy:0.0} % "
                + $"(float32 {100 * Spec.Float32.Accuracy:0.0} %), "
                + $"balanced {100 * Spec.Int8.BalancedAccuracy:0.0} % ({100 * Spec.Float32.BalancedAccuracy:0.0} %), "
                + $"calibration error {Spec.Int8.CalibrationError:0.000} ({Spec.Float32.CalibrationError:0.000}); "
        )
        + (
            Spec.Kept
                ? "int8 is published"
                : $"float32 is published, because more than {100 * MostAccuracyLost:0.#} points of accuracy or "
                    + $"{100 * MostBalancedLost:0.#} of balanced accuracy would be lost"
        );

    public static bool Keeps(PrecisionFigures float32, PrecisionFigures int8) =>
        float32.Accuracy - int8.Accuracy <= MostAccuracyLost
        && float32.BalancedAccuracy - int8.BalancedAccuracy <= MostBalancedLost;

    static PrecisionFigures Figures(Predictions said, long bytes) =>
        new(
            said.Confusion.Accuracy,
            said.Confusion.BalancedAccuracy,
            Reliability.Error(Reliability.Bins(said, [.. Enumerable.Range(0, said.Truth.Count)], equalMass: false)),
            bytes
        );

    static (double Most, double Mean) Difference(float[][] expected, float[][] actual)
    {
        double most = 0,
            sum = 0,
            largest = 0,
            total = 0;
        foreach (var (e, a) in expected.SelectMany(x => x).Zip(actual.SelectMany(x => x)))
            (most, sum, largest, total) = (
                Math.Max(most, Math.Abs(e - a)),
                sum + Math.Abs(e - a),
                Math.Max(largest, Math.Abs(e)),
                total + Math.Abs(e)
            );
        return (most / largest, sum / total);
    }
}
