namespace Platform.Training.Runs;

/// <summary>
/// In what convolutions and matrix products of a training step compute; weights, losses and statistics are float32 in
/// both.
/// </summary>
public enum Precision
{
    Fp32,
    Bf16,
}
