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
}
