using System.Text.Json.Serialization;
using Platform.Shared;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>The whole job on somebody's own photographs, as it is asked for.</summary>
public sealed record PhotographsRequest
{
    /// <summary>
    /// What training prepare reads with labels that mean something; a test compares them with its own list.
    /// </summary>
    public static readonly IReadOnlyList<string> Datasets =
    [
        "ham10000",
        "isic2018-task3",
        "isic2019",
        "isic2020",
        "isic-archive",
        "bcn20000",
        "milk10k",
        "pad-ufes-20",
        "imagefolder",
        "folder",
    ];

    public const int MostEpochs = 1000,
        MostGanMinutes = 10_000;

    /// <summary>One of <see cref="Datasets"/>.</summary>
    public required string Dataset { get; init; }

    /// <summary>Folder of the photographs, whole.</summary>
    public required string Source { get; init; }

    /// <summary>Codes of the classes that count as malignant, divided by commas; null for the known ones.</summary>
    public string? Malignant { get; init; }

    /// <summary>Passes of the encoder over the photographs; null for as many as suit their number.</summary>
    public int? Epochs { get; init; }

    /// <summary>Time for a generator of synthetic images; 0 for none.</summary>
    public int GanMinutes { get; init; }

    /// <summary>Processor threads of each training command; null for all.</summary>
    [JsonIgnore]
    public int? Threads { get; init; }

    /// <summary>End when it is said what it will take.</summary>
    [JsonIgnore]
    public bool DryRun { get; init; }

    /// <summary>Leave the server running until it is told to stop.</summary>
    [JsonIgnore]
    public bool Serve { get; init; } = true;

    /// <summary>Names of the bundle: the data set's, or photographs.</summary>
    [JsonIgnore]
    public string BundleName => Dataset is "folder" or "imagefolder" ? "photographs" : Dataset;

    [JsonIgnore]
    public IReadOnlyList<string> MalignantCodes => Malignant?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The options as they would be typed, for messages.</summary>
    [JsonIgnore]
    public string Line =>
        string.Join(
            ' ',
            new[]
            {
                $"--dataset {Dataset} --source {Source}",
                Malignant is { } codes ? $"--malignant {codes}" : "",
                Epochs is { } epochs ? $"--epochs {epochs}" : "",
                GanMinutes > 0 ? $"--gan-minutes {GanMinutes}" : "",
            }.Where(part => part != "")
        );

    /// <exception cref="InputException">A value is out of its range.</exception>
    public void Check()
    {
        if (!Directory.Exists(Source))
            throw new InputException($"--source {Source}: no such folder");
        if (Epochs is < 1 or > MostEpochs)
            throw new InputException($"--epochs {Epochs}: must be 1 to {MostEpochs}");
        if (GanMinutes is < 0 or > MostGanMinutes)
            throw new InputException($"--gan-minutes {GanMinutes}: must be 0 to {MostGanMinutes}");
        if (Threads is < 1)
            throw new InputException($"--threads {Threads}: must be 1 or more");
    }
}
