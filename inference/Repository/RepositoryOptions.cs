using System.ComponentModel.DataAnnotations;
using Platform.Inference.Configuration;

namespace Platform.Inference.Repository;

/// <summary>Which bundles of a folder are served, and how often it is looked at.</summary>
public sealed record RepositoryOptions
{
    /// <summary>PEM of the public key whose signature every bundle must have; null where they need none.</summary>
    public string? SignedBy { get; init; }

    /// <summary>How many versions of each bundle are served side by side, the highest first.</summary>
    [Range(1, 100)]
    public int Versions { get; init; } = 1;

    /// <summary>Time between two looks at the models' folder where the system tells of no change.</summary>
    [Option("--poll"), Range(1, 86_400)]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);
}
