using Platform.CommandLine;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Head;
using static TorchSharp.torch;

namespace Platform.Training.HeadFitting;

/// <summary>Heads on several encoders by the same rules and on the same images.</summary>
/// <param name="labels">how many are used; null for all</param>
/// <param name="learnt">
/// the encoder learnt them: other splits would hold out images that it knows, and are left out
/// </param>
/// <param name="fit">positions of the images to fit on</param>
/// <param name="kept">those of the images to calibrate on</param>
sealed class HeadMeasurement(
    HeadRequest request,
    int? labels,
    bool learnt,
    LabelledImages images,
    int[] fit,
    int[] kept,
    IReadOnlyList<string> classes,
    Device device,
    CancellationToken cancellation
)
{
    /// <summary>Names in progress.</summary>
    public const string Trained = "trained",
        Untrained = "untrained";

    /// <param name="name">of the encoder, as progress shows it</param>
    /// <param name="packed">at the encoder's side</param>
    public FittedHead Fit(string name, IEncoder encoder, PackedPixels packed)
    {
        var embeddings = Embed(encoder, packed, name);
        var evaluation = new HeadEvaluation(embeddings, images, classes.Count, request.ClassWeights);
        var weight = Regularisation(evaluation, name);
        var (head, test) = evaluation.FitAndTest(fit, weight);
        return new(head, weight, embeddings, test);
    }

    /// <param name="trained">on the trained encoder</param>
    /// <param name="untrained">on one whose weights are as they were drawn</param>
    public HeadMetrics Metrics(FittedHead trained, FittedHead untrained)
    {
        var evaluation = new HeadEvaluation(trained.Embeddings, images, classes.Count, request.ClassWeights);
        return new(
            classes,
            fit.Length,
            trained.Test,
            Majority(),
            untrained.Test.Confusion,
            Paper(trained.Embeddings, Trained),
            Paper(untrained.Embeddings, Untrained)
        )
        {
            L2 = trained.L2,
            Seed = request.Seed,
            NearestNeighbours = evaluation.NearestNeighbours(fit),
            Splits = OtherSplits(evaluation, trained.L2),
        };
    }

    ConfusionMatrix Majority() =>
        new(images.TestLabels, [.. images.TestLabels.Select(_ => images.Majority)], classes.Count);

    float[][] Embed(IEncoder encoder, PackedPixels packed, string name) =>
        Progress.Run(
            $"embed ({name})",
            images.Rows.Length,
            "img",
            cancellation,
            report => EmbeddingExtractor.Extract(encoder, packed, images.Rows, device, report)
        );

    /// <summary>Null where so few labels are used, or such are known, that the paper's protocol says nothing.</summary>
    AccuracyOverSeeds? Paper(IReadOnlyList<float[]> embeddings, string name)
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
            report => learnt ? evaluation.ChooseL2By(kept, fit, report) : evaluation.ChooseL2(fit, request.Seed, report)
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
