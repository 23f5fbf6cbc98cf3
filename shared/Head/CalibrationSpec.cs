namespace Platform.Shared.Head;

/// <summary>What turns a head's logits into probabilities that mean what they say.</summary>
/// <param name="Temperature">the logits are divided by it; 1 leaves them. Guo et al. 2017</param>
public sealed record CalibrationSpec(double Temperature)
{
    /// <summary>Probabilities are as the head has them.</summary>
    public static readonly CalibrationSpec None = new(1.0);

    /// <summary>A factor for each class's logit, after the temperature; null for none.</summary>
    public IReadOnlyList<double>? Scale { get; init; }

    /// <summary>Added to each class's logit at last; null for none.</summary>
    public IReadOnlyList<double>? Shift { get; init; }

    /// <summary>
    /// A calibration for the class shares of the training images as one for others: log(answer / training) is added to
    /// each logit. Menon et al. 2021, equation 9, arXiv 2007.07314.
    /// </summary>
    /// <param name="training">[C], above 0</param>
    /// <param name="answer">[C], above 0</param>
    public CalibrationSpec For(IReadOnlyList<double> training, IReadOnlyList<double> answer) =>
        answer.SequenceEqual(training)
            ? this
            : this with
            {
                Shift = [.. answer.Select((share, c) => (Shift?[c] ?? 0) + Math.Log(share) - Math.Log(training[c]))],
            };
}
