using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <param name="Confidence">mean probability of the answers in the bin</param>
/// <param name="Accuracy">share of them that are right</param>
public sealed record ReliabilityBin(double Confidence, double Accuracy, int Count);

/// <summary>Whether an answer given with probability p is right p of the time.</summary>
public static class Reliability
{
    const int BinCount = 15;

    /// <summary>Bins of the top class's probability: of equal width (Guo et al. 2017, section 2), or with equal numbers of images (Nixon et al. 2019, arXiv 1904.01685, section 3).</summary>
    public static IReadOnlyList<ReliabilityBin> Bins(Predictions predictions, IReadOnlyList<int> rows, bool equalMass)
    {
        double Confidence(int r) => predictions.Probabilities[r][predictions.Predicted[r]];
        var ordered = equalMass ? rows.OrderBy(Confidence).ToArray() : [.. rows];
        return
        [
            .. ordered.Select((r, i) => (Row: r, Bin: equalMass ? (int)((long)i * BinCount / ordered.Length) : Math.Min((int)(Confidence(r) * BinCount), BinCount - 1)))
                .GroupBy(x => x.Bin).OrderBy(g => g.Key)
                .Select(g => new ReliabilityBin(g.Average(x => Confidence(x.Row)), g.Average(x => predictions.Predicted[x.Row] == predictions.Truth[x.Row] ? 1.0 : 0), g.Count())),
        ];
    }

    /// <summary>Expected calibration error. Guo et al. 2017, Eq. 3.</summary>
    public static double Error(IReadOnlyList<ReliabilityBin> bins) => bins.Sum(b => b.Count * Math.Abs(b.Accuracy - b.Confidence)) / bins.Sum(b => b.Count);

    /// <summary>Mean squared distance of the probabilities from the truth, summed over the classes: 0 to 2. Brier 1950, Eq. 2.</summary>
    public static double Brier(Predictions predictions, IReadOnlyList<int> rows) =>
        rows.Average(r => predictions.Probabilities[r].Select((p, c) => Math.Pow(p - (c == predictions.Truth[r] ? 1 : 0), 2)).Sum());

    /// <summary>-mean log p of the true class.</summary>
    public static double LogLoss(Predictions predictions, IReadOnlyList<int> rows) =>
        rows.Average(r => -Math.Log(Math.Max(predictions.Probabilities[r][predictions.Truth[r]], 1e-12)));
}
