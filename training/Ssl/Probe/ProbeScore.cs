namespace Platform.Training.Ssl.Probe;

/// <summary>What a probe says of an encoder, on training lesions that its head was not fitted on.</summary>
/// <param name="Accuracy">share of the images whose class is found</param>
/// <param name="BalancedAccuracy">mean of that share over the classes</param>
/// <param name="Took">embedding and fitting</param>
public sealed record ProbeScore(double Accuracy, double BalancedAccuracy, TimeSpan Took)
{
    /// <summary>As a log holds them.</summary>
    public IReadOnlyList<(string Name, double Value)> Figures =>
        [
            ("probe_accuracy", Math.Round(Accuracy, 4)),
            ("probe_balanced_accuracy", Math.Round(BalancedAccuracy, 4)),
            ("probe_seconds", Math.Round(Took.TotalSeconds, 3)),
        ];

    public override string ToString() =>
        FormattableString.Invariant($"probe {100 * Accuracy:0.0} % (balanced {100 * BalancedAccuracy:0.0} %)");
}
