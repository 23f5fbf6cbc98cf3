using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Head;
using Platform.Shared.Trust;
using Platform.Training.Data;
using Platform.Training.Head;
using Platform.Training.Runs;

namespace Platform.Training.Evaluation;

/// <summary>
/// What a head's folder holds beside the head, for the bundle: calibration and thresholds, the density of its training
/// embeddings, the training cases, and what was measured.
/// </summary>
/// <param name="Density">null where there were too few calibration images to set its threshold</param>
public sealed record HeadTrust(
    TrustFit Fit,
    EmbeddingDensity? Density,
    NearestCases Cases,
    EvaluationResult Evaluation,
    DataSummary Data
)
{
    public const string FitFile = "trust.json",
        DensityFile = "density.bin",
        CasesFile = "cases.bin",
        EvaluationFile = HeadContracts.EvaluationName,
        DataFile = "data.json",
        ReliabilityFile = "reliability.png";

    /// <param name="embeddings">[512] of each labelled image</param>
    /// <param name="fit">positions of the images that the head was fitted on</param>
    /// <param name="calibration">positions of those kept from it, of other lesions</param>
    /// <param name="weights">that it was fitted with</param>
    /// <param name="heldOut">the encoder was kept from the test lesions</param>
    public static HeadTrust Of(
        LinearHead head,
        IReadOnlyList<float[]> embeddings,
        LabelledImages images,
        int[] fit,
        int[] calibration,
        DataFolder folder,
        PackedPixels pixels,
        bool heldOut,
        TrustOptions options,
        ClassWeights weights,
        CancellationToken cancellation
    )
    {
        T[] At<T>(IReadOnlyList<T> all, int[] positions) => [.. positions.Select(p => all[p])];
        var (density, trust) = (default(EmbeddingDensity), TrustFit.None);
        if (calibration.Length > 0)
        {
            density = EmbeddingDensity.Fit(At(embeddings, fit), At(images.Labels, fit), folder.Classes.Count);
            trust = TrustFit.Of(
                head,
                FittedShares.Of(At(images.Labels, fit), folder.Classes.Count, weights),
                folder.Classes,
                density,
                At(embeddings, calibration),
                At(images.Labels, calibration),
                At(images.Lesions, calibration),
                options
            );
        }
        var tones = folder.Rows.Select((_, i) => SkinTone.Angle(pixels.Image(i), pixels.Side)).ToArray();
        var test = images.Test;
        var answers = Training.Evaluation.Cases.Of(
            head,
            head.Calibrated(trust.Calibration),
            trust.Trust,
            density,
            At(embeddings, test),
            folder.Classes,
            [.. Enumerable.Range(0, folder.Classes.Count)],
            At(images.Labels, test),
            At(images.Lesions, test)
        );
        var groups = Subgroups.Of(
            [.. test.Select(t => folder.Rows[images.Rows[t]])],
            [.. test.Select(t => tones[images.Rows[t]])]
        );
        return new(
            trust,
            density,
            new(
                [.. fit.Select(f => folder.Rows[images.Rows[f]].Image)],
                [.. fit.Select(f => folder.Rows[images.Rows[f]].Label)],
                At(embeddings, fit)
            ),
            Evaluator.Of(
                answers,
                trust.Trust,
                groups,
                folder.Info.Name,
                folder.ManifestSha256,
                "test",
                heldOut,
                cancellation: cancellation
            ),
            DataSummary.Of(folder, Subgroups.Of(folder.Rows, tones))
        );
    }

    public void Save(RunFolder target)
    {
        SaveEmbeddings(target.Path);
        File.WriteAllText(target.File(FitFile), HeadContracts.Trust.Text(Fit, EvaluationResult.Json));
        File.WriteAllText(
            target.File(EvaluationFile),
            HeadContracts.Evaluation.Text(Evaluation, EvaluationResult.Json)
        );
        File.WriteAllText(target.File(DataFile), HeadContracts.Data.Text(Data, EvaluationResult.Json));
        File.WriteAllBytes(target.File(ReliabilityFile), ReportCharts.Reliability(Evaluation));
    }

    /// <summary>What is made of embeddings, and so goes with the encoder that computes them.</summary>
    public void SaveEmbeddings(string folder)
    {
        Density?.Save(Path.Combine(folder, DensityFile));
        Cases.Save(Path.Combine(folder, CasesFile));
    }

    /// <summary>The files of a head's folder that its bundle takes, by their name there.</summary>
    /// <exception cref="InputException">One is missing.</exception>
    public static IReadOnlyDictionary<string, string> Files(string folder, TrustFit fit, bool neighbours)
    {
        var files = new Dictionary<string, string>();
        if (fit.Images > 0)
            files[BundleFiles.Density] = Path.Combine(folder, DensityFile);
        if (neighbours)
            files[BundleFiles.NearestCases] = Path.Combine(folder, CasesFile);
        return files.Values.FirstOrDefault(f => !File.Exists(f)) is { } absent
            ? throw new InputException($"{absent}: missing; run head again")
            : files;
    }

    /// <summary>The calibration of a head's folder, or that of none where the folder has no such file.</summary>
    /// <exception cref="InputException">Damaged.</exception>
    public static TrustFit ReadFit(string folder)
    {
        var path = Path.Combine(folder, FitFile);
        return File.Exists(path) ? HeadContracts.Trust.Read<TrustFit>(path, EvaluationResult.Json) : TrustFit.None;
    }
}
