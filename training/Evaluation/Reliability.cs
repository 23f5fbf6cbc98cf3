using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <param name="Confidence">mean probability of the answers in the bin</param>
/// <param name="Accuracy">share of them that are right</param>
public sealed record ReliabilityBin(double Confidence, double Accuracy, int Count);

/// <summary>Whether an answer given with probability p is right p of the time.</summary>
public static class Reliability
{
    const int BinCount = 15;

    /// <summary>
    /// Bins of the top class's probability: of equal width (Guo et al. 2017, section 2), or with equal numbers of
    /// images (Nixon et al. 2019, arXiv 1904.01685, section 3).
    /// </summary>
    public static IReadOnlyList<ReliabilityBin> Bins(Predictions predictions, IReadOnlyList<int> rows, bool equalMass)
    {
        double Confidence(int r) => predictions.Probabilities[r][predictions.Predicted[r]];
        var ordered = equalMass ? rows.OrderBy(Confidence).ToArray() : [.. rows];
        return
        [
            .. ordered
                .Select(
                    (r, i) => (Row: r, Bin: equalMass ? (int)((long)i * BinCount / ordered.Length) : Bin(Confidence(r)))
                )
                .GroupBy(x => x.Bin)
                .OrderBy(g => g.Key)
                .Select(g => new ReliabilityBin(
                    g.Average(x => Confidence(x.Row)),
                    g.Average(x => predictions.Predicted[x.Row] == predictions.Truth[x.Row] ? 1.0 : 0),
                    g.Count()
                )),
        ];
    }

    /// <summary>Expected calibration error. Guo et al. 2017, Eq. 3.</summary>
    public static double Error(IReadOnlyList<ReliabilityBin> bins) =>
        bins.Sum(b => b.Count * Math.Abs(b.Accuracy - b.Confidence)) / bins.Sum(b => b.Count);

    /// <summary>
    /// The error that perfectly calibrated answers with these probabilities would show on as many images, because a
    /// bin's accuracy scatters: consistency resampling, Bröcker and Smith 2007, section 3. Photographs of one lesion
    /// are right or wrong together: one number of a uniform distribution for each lesion, below the answer's
    /// probability for right.
    /// </summary>
    public static Figure Floor(Predictions predictions, int seed = 0, int resamples = 1000)
    {
        var lesions = predictions
            .Lesions.Distinct()
            .Select((lesion, i) => (lesion, i))
            .ToDictionary(l => l.lesion, l => l.i);
        int[] lesion = [.. predictions.Lesions.Select(l => lesions[l])];
        double[] confidence = [.. predictions.Predicted.Select((c, r) => (double)predictions.Probabilities[r][c])];
        var random = new Random(seed);
        var errors = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            double[] draws = [.. lesions.Select(_ => random.NextDouble())];
            var gaps = new double[BinCount];
            for (var r = 0; r < confidence.Length; r++)
                gaps[Bin(confidence[r])] += (draws[lesion[r]] < confidence[r] ? 1 : 0) - confidence[r];
            errors[i] = gaps.Sum(Math.Abs) / confidence.Length;
        }
        var (low, high) = Bootstrap.Bounds(errors);
        return new(errors.Average(), low, high);
    }

    static int Bin(double confidence) => Math.Min((int)(confidence * BinCount), BinCount - 1);

    /// <summary>
    /// Mean squared distance of the probabilities from the truth, summed over the classes: 0 to 2. Brier 1950, Eq. 2.
    /// </summary>
    public static double Brier(Predictions predictions, IReadOnlyList<int> rows) =>
        rows.Average(r =>
            predictions.Probabilities[r].Select((p, c) => Math.Pow(p - (c == predictions.Truth[r] ? 1 : 0), 2)).Sum()
        );

    /// <summary>-mean log p of the true class.</summary>
    public static double LogLoss(Predictions predictions, IReadOnlyList<int> rows) =>
        rows.Average(r => -Math.Log(Math.Max(predictions.Probabilities[r][predictions.Truth[r]], 1e-12)));
}
