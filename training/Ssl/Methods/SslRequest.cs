using Platform.Training.Configuration;
using Platform.Training.Encoders.Weights;
using Platform.Training.Runs;

namespace Platform.Training.Ssl.Methods;

/// <summary>A run of self-supervision as it is asked for, by a command line or a program.</summary>
public sealed record SslRequest
{
    /// <summary>A name of <see cref="SslMethods.All"/>.</summary>
    public required string Method { get; init; }

    /// <summary>One of the method's presets, or made of one.</summary>
    public required Setup<SslConfig> Setup { get; init; }

    /// <summary>Data folder made by prepare.</summary>
    public required string Data { get; init; }

    /// <summary>What the encoder starts from: imagenet or a file of weights; null for such as are drawn.</summary>
    public string? Init { get; init; }

    /// <summary>What a file of weights expects of a picture, where it does not say so itself.</summary>
    public FilePixels? InitPixels { get; init; }

    /// <summary>Run folder to make, or to go on with.</summary>
    public required string Output { get; init; }

    /// <summary>Go on from the run's checkpoint, if there is a run.</summary>
    public bool Resume { get; init; }

    /// <summary>Train on the test lesions too.</summary>
    public bool IncludeTest { get; init; }

    /// <summary>How many of the real images; null for all.</summary>
    public int? Images { get; init; }

    /// <summary>Sets of synthetic images to pool with the real ones.</summary>
    public IReadOnlyList<string> Synthetic { get; init; } = [];

    /// <summary>How many images of each set, the first of it; null for all.</summary>
    public int? SyntheticCount { get; init; }

    /// <summary>
    /// Whether a setup with a probe is refused where the data have no labels for it; else it is done without one.
    /// </summary>
    public bool ProbeRequired { get; init; }

    /// <summary>What stays as on the real images alone; null takes the setup as it is.</summary>
    public Match? Match { get; init; }

    public Machine Machine { get; init; } = new();
}

/// <summary>What a run of self-supervision came to.</summary>
/// <param name="Run">its folder</param>
/// <param name="Real">images</param>
/// <param name="Synthetic">images</param>
/// <param name="Paired">
/// how many of the real images are paired with other photographs of their lesion; null where pairs are of one image
/// </param>
public sealed record SslResult(RunFolder Run, long Steps, int Real, int Synthetic, int? Paired);
