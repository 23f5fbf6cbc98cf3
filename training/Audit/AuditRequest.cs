using Platform.Shared;
using Platform.Training.Runs;

namespace Platform.Training.Audit;

/// <summary>An audit as it is asked for, by a command line or a program.</summary>
public sealed record AuditRequest
{
    /// <summary>Set of synthetic images, or a folder of image files.</summary>
    public required string Dataset { get; init; }

    /// <summary>Data folder that the generator was trained on.</summary>
    public required string Against { get; init; }

    /// <summary>Run folder made by ssl on real images alone; null to look at pixels only.</summary>
    public string? Encoder { get; init; }

    /// <summary>Folder to make.</summary>
    public required string Output { get; init; }

    public AuditLimits Limits { get; init; } = AuditLimits.Default;

    /// <summary>Delete the copies from the folder.</summary>
    public bool Remove { get; init; }

    public Machine Machine { get; init; } = new();

    /// <exception cref="InputException">A limit is out of its range.</exception>
    public void Check()
    {
        Share("--copy-score", Limits.CopyScore);
        Share("--max-copies", Limits.Copies);
        Share("--max-membership", Limits.Membership);
    }

    static void Share(string option, double value)
    {
        if (value is not (>= 0 and <= 1))
            throw new InputException($"{option} {value}: must be 0 to 1");
    }
}
