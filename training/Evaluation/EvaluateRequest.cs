using Platform.Shared;
using Platform.Shared.Trust;

namespace Platform.Training.Evaluation;

/// <summary>An evaluation of a published bundle as it is asked for, by a command line or a program.</summary>
public sealed record EvaluateRequest
{
    /// <summary>A bundle's version folder, or the folder of its versions, of which the highest is taken.</summary>
    public required string Bundle { get; init; }

    /// <summary>Labelled data folder made by prepare, packed at the bundle's side.</summary>
    public required string Data { get; init; }

    /// <summary>Folder to make.</summary>
    public required string Report { get; init; }

    /// <summary>test, train or all.</summary>
    public string Split { get; init; } = "test";

    /// <summary>Images for each level of each degradation; 0 leaves these out.</summary>
    public int Degraded { get; init; } = 200;

    /// <summary>Pictures of each kind that is no photograph of skin; 0 leaves these out.</summary>
    public int Strange { get; init; } = 100;

    /// <summary>Other data folders, each as NAME=DATA.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>
    /// Share of lesions that is malignant where the model is to be used, for predictive values; null for that of the
    /// images.
    /// </summary>
    public double? Prevalence { get; init; }

    /// <exception cref="InputException">A number is out of its range, or another data folder has no name.</exception>
    public EvaluationOptions Options() =>
        new(
            Split,
            NotNegative("--degraded", Degraded),
            NotNegative("--strange", Strange),
            [.. Others.Select(Named)],
            Prevalence is { } stated ? PredictiveShares.Prevalence(stated) : null
        );

    static (string Name, string Path) Named(string other) =>
        other.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path]
            ? (name, path)
            : throw new InputException($"--other {other}: write it as NAME=DATA");

    static int NotNegative(string option, int value) =>
        value is >= 0 and <= 100_000 ? value : throw new InputException($"{option} {value}: must be 0 to 100000");
}
