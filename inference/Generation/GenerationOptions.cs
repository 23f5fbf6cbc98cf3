using System.ComponentModel.DataAnnotations;

namespace Platform.Inference.Generation;

/// <summary>How many synthetic images a caller may ask for, and how many are drawn side by side.</summary>
public sealed record GenerationOptions
{
    /// <summary>Synthetic images drawn at the same time.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Images of one Generate call.</summary>
    [Range(1, 1_000_000)]
    public int MaxGenerate { get; init; } = 1000;
}
