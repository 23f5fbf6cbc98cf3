namespace Platform.Training.Head;

/// <summary>Counts of (true class, predicted class), and the figures that follow from them.</summary>
public sealed class ConfusionMatrix
{
    /// <summary>[C][C]: true class, predicted class</summary>
    public int[][] Counts { get; }

    public ConfusionMatrix(IReadOnlyList<int> truth, IReadOnlyList<int> predicted, int classes)
    {
        Counts = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        for (var i = 0; i < truth.Count; i++)
            Counts[truth[i]][predicted[i]]++;
    }

    public int Total => Counts.Sum(r => r.Sum());
    public double Accuracy => Enumerable.Range(0, Counts.Length).Sum(c => Counts[c][c]) / (double)Total;

    /// <summary>Share of each class's rows that were found; null for a class without rows.</summary>
    public IReadOnlyList<double?> Recall =>
        [.. Counts.Select((row, c) => row.Sum() is > 0 and var rows ? row[c] / (double)rows : (double?)null)];

    /// <summary>Share of each class's other rows that were not taken for it; null where there are no others.</summary>
    public IReadOnlyList<double?> Specificity =>
        [
            .. Counts.Select(
                (row, c) =>
                    Total - row.Sum() is > 0 and var others
                        ? 1 - (Counts.Sum(r => r[c]) - row[c]) / (double)others
                        : (double?)null
            ),
        ];

    /// <summary>
    /// Mean recall over the classes that have rows: the balanced multi-class accuracy of the ISIC challenges.
    /// </summary>
    public double BalancedAccuracy => Recall.Where(r => r is not null).Average(r => r!.Value);
}
