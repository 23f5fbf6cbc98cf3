using Platform.CommandLine;
using Platform.Shared.Head;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Head;
using static TorchSharp.torch;

namespace Platform.Training.HeadFitting;

/// <summary>A head on a trained encoder, measured beside one on an untrained encoder.</summary>
/// <param name="labels">how many are used; null for all</param>
/// <param name="learnt">
/// the encoder learnt them: other splits would hold out images that it knows, and are left out
/// </param>
/// <param name="fit">positions of the images to fit on</param>
sealed class HeadMeasurement(
    HeadRequest request,
    int? labels,
    bool learnt,
    LabelledImages images,
    int[] fit,
    IReadOnlyList<string> classes,
    PackedPixels pixels,
    Device device,
    CancellationToken cancellation
)
{
    /// <returns>the head, its figures, and the trained encoder's embeddings [E] of all images</returns>
    public (LinearHead Head, HeadMetrics Metrics, float[][] Embeddings) Of(IEncoder trained, IEncoder untrained)
    {
        var (learned, random) = (Embed(trained, "trained"), Embed(untrained, "random"));
        var (evaluation, control) = (
            new HeadEvaluation(learned, images, classes.Count),
            new HeadEvaluation(random, images, classes.Count)
        );
        var weight = Regularisation(evaluation, "trained");
        var (head, test) = evaluation.FitAndTest(fit, weight);
        var metrics = new HeadMetrics(
            classes,
            fit.Length,
            test,
            Majority(),
            control.FitAndTest(fit, Regularisation(control, "random")).Test.Confusion,
            Paper(learned, "trained"),
            Paper(random, "random")
        )
        {
            L2 = weight,
            Seed = request.Seed,
            NearestNeighbours = evaluation.NearestNeighbours(fit),
            Splits = OtherSplits(evaluation, weight),
        };
        return (head, metrics, learned);
    }

    ConfusionMatrix Majority() =>
        new(images.TestLabels, [.. images.TestLabels.Select(_ => images.Majority)], classes.Count);

    float[][] Embed(IEncoder encoder, string name) =>
        Progress.Run(
            $"embed ({name})",
            images.Rows.Length,
            "img",
            cancellation,
            report => EmbeddingExtractor.Extract(encoder, pixels, images.Rows, device, report)
        );

    /// <summary>Null where so few labels are used, or such are known, that the paper's protocol says nothing.</summary>
    AccuracyOverSeeds? Paper(float[][] embeddings, string name)
    {
        if (labels is not null || learnt)
            return null;
        var protocol = new PaperHead();
        return Progress.Run(
            $"paper's protocol ({name})",
            protocol.Seeds,
            "runs",
            cancellation,
            report => protocol.Evaluate(embeddings, images.Labels, classes.Count, request.Seed, report, cancellation)
        );
    }

    float Regularisation(HeadEvaluation evaluation, string name) =>
        request.L2
        ?? Progress.Run(
            $"choose L2 ({name})",
            L2Choice.Candidates.Count,
            "fits",
            cancellation,
            report => evaluation.ChooseL2(fit, request.Seed, report)
        );

    IReadOnlyList<ConfusionMatrix> OtherSplits(HeadEvaluation evaluation, float weight) =>
        learnt
            ? []
            : Progress.Run(
                "other splits",
                request.Splits,
                "fits",
                cancellation,
                report => evaluation.Resplit(request.Splits, labels, weight, request.Seed, report)
            );
}
