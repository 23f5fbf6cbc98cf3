using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>
/// source.json: where the images of a data folder came from, so that they can be decoded again. It is no part of what
/// the folder's hashes name, and is not published.
/// </summary>
public sealed record DataSource
{
    public const string FileName = "source.json";

    /// <summary>A name of <see cref="Datasets.Names"/>.</summary>
    public required string Dataset { get; init; }

    /// <summary>The data set's folder, or the table of csv; null for phantom.</summary>
    public string? Folder { get; init; }

    /// <summary>A table of the images that belong together, and its column: <see cref="ImageGroups"/>.</summary>
    public string? Groups { get; init; }
    public string GroupBy { get; init; } = ImageGroups.DefaultColumn;

    /// <summary>What the columns of a table mean, as --columns says it; csv alone.</summary>
    public string? Columns { get; init; }

    /// <summary>Columns of a table that are named by classes, divided by commas; csv alone.</summary>
    public string? LabelColumns { get; init; }

    /// <summary>Folders of a table's images; null for the table's own. csv alone.</summary>
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary>A table that says which class a label leads to.</summary>
    public string? Labels { get; init; }

    /// <summary>Which classes the labels lead to; null for what the data set has.</summary>
    public ClassesOf? Classes { get; init; }

    /// <summary>Images of phantom, and their seed.</summary>
    public int Count { get; init; }
    public int Seed { get; init; }

    /// <exception cref="InputException">A number is out of its range.</exception>
    public void Check()
    {
        if (Count is < 1 or > 10_000_000)
            throw new InputException($"--count {Count}: from 1 to 10000000");
    }

    public void Write(string folder) =>
        File.WriteAllText(
            Path.Combine(folder, FileName),
            JsonSerializer.Serialize(
                this with
                {
                    Folder = Full(Folder),
                    Groups = Full(Groups),
                    Labels = Full(Labels),
                    Images = Images is null ? null : [.. Images.Select(Path.GetFullPath)],
                },
                DataInfo.Json
            ) + "\n"
        );

    /// <summary>Null where the folder was made before there was this file.</summary>
    public static DataSource? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize<DataSource>(File.ReadAllText(file), DataInfo.Json)
                : null;
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: damaged ({JsonFault.Of(e)}); delete it and give --source", e);
        }
    }

    static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);
}
