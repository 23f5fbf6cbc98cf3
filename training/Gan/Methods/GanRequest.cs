using Platform.Training.Configuration;
using Platform.Training.Runs;

namespace Platform.Training.Gan.Methods;

/// <summary>A run of a GAN as it is asked for, by a command line or a program.</summary>
public sealed record GanRequest
{
    /// <summary>A name of <see cref="Gans.Methods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>One of the method's presets, or made of one.</summary>
    public required Setup<GanConfig> Setup { get; init; }

    /// <summary>Data folder made by prepare.</summary>
    public required string Data { get; init; }

    /// <summary>Run folder to make, or to go on with.</summary>
    public required string Output { get; init; }

    /// <summary>Go on from the run's checkpoint, if there is a run.</summary>
    public bool Resume { get; init; }

    /// <summary>Train on the test lesions too.</summary>
    public bool IncludeTest { get; init; }

    /// <summary>How many of the images; null for all.</summary>
    public int? Images { get; init; }

    public Machine Machine { get; init; } = new();
}

/// <summary>What a run of a GAN came to.</summary>
/// <param name="Run">its folder</param>
/// <param name="Images">that it was trained on</param>
public sealed record GanResult(RunFolder Run, int Images);
