using Platform.Shared;
using Platform.Shared.Sampling;
using Platform.Training.Runs;

namespace Platform.Training.Metrics;

/// <summary>Measures of synthetic images as they are asked for, by a command line or a program.</summary>
public sealed record MetricsRequest
{
    /// <summary>Folder of synthetic images; null to draw them from Gan.</summary>
    public string? Synthetic { get; init; }

    /// <summary>Run folder made by gan; null to take Synthetic.</summary>
    public string? Gan { get; init; }

    /// <summary>Data folder that the GAN was trained on.</summary>
    public required string Data { get; init; }

    /// <summary>Run folder made by ssl on real images alone: its embeddings are the space of the measures.</summary>
    public required string Encoder { get; init; }

    /// <summary>Folder to make.</summary>
    public required string Output { get; init; }

    /// <summary>Most synthetic images to measure.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Of the latents, of the halves and of the subsets.</summary>
    public int Seed { get; init; }

    /// <summary>Truncation of Gan; null for 1, the full variety.</summary>
    public float? Psi { get; init; }

    /// <summary>An Inception as an ONNX file; null without.</summary>
    public string? Inception { get; init; }

    /// <summary>SHA-256 of that file as its publisher gives it; null to take the file as it is.</summary>
    public string? InceptionSha256 { get; init; }

    public Machine Machine { get; init; } = new();

    /// <exception cref="InputException">Something does not go together, or is out of its range.</exception>
    public void Check()
    {
        if (Synthetic is null == Gan is null)
            throw new InputException("give --synthetic FOLDER or --gan RUN, one of them");
        if (Synthetic is not null && Psi is not null)
            throw new InputException("--psi: is for images drawn from --gan; leave it out with --synthetic");
        if (Inception is null && InceptionSha256 is not null)
            throw new InputException(
                "--inception-sha256: is of the file --inception, which is not given; leave it out"
            );
        if (Count < 1)
            throw new InputException($"--count {Count}: must be 1 or more");
        if (Psi is not (null or >= 0 and <= ImageSampler.MaxPsi))
            throw new InputException($"--psi {Psi}: must be 0 to {ImageSampler.MaxPsi}");
    }
}
