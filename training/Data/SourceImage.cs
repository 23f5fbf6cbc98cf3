using Platform.Shared.Formats;

namespace Platform.Training.Data;

/// <summary>An image of a data set before it is decoded.</summary>
/// <param name="Image">identifier, unique in its data set</param>
/// <param name="Lesion">identifier of the lesion; photographs of one lesion share it</param>
/// <param name="Label">class code, or empty where there is none</param>
/// <param name="Read">gives the encoded bytes; throws ImageException where it cannot</param>
public sealed record SourceImage(string Image, string Lesion, string Label, Func<byte[]> Read)
{
    public Subject Subject { get; init; } = Subject.Unknown;

    /// <summary>Identifier of the patient; null where the data set names none.</summary>
    public string? Patient { get; init; }

    /// <summary>The part that the data set itself puts it in, train or test; null where it leaves that open.</summary>
    public string? Split { get; init; }

    /// <summary>Licence of this image; null where the data set names none.</summary>
    public string? Licence { get; init; }

    /// <summary>What its data set tells beside that and the manifest keeps as it is, by column.</summary>
    public IReadOnlyDictionary<string, string> Kept { get; init; } = ManifestRow.NothingKept;
}

/// <summary>A row or file that was left out, and why.</summary>
public sealed record Rejection(string Image, string Reason);

/// <summary>What a reader found.</summary>
/// <param name="Classes">
/// the class codes that the data set may use, in the order of the head's classes; empty without labels
/// </param>
public sealed record Catalogue(
    string Name,
    IReadOnlyList<string> Classes,
    IReadOnlyList<SourceImage> Images,
    IReadOnlyList<Rejection> Rejected
)
{
    /// <summary>What is to be said of the whole of it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where it was read from; null for one that was made in memory.</summary>
    public DataSource? Source { get; init; }
}
