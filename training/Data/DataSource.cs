using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;

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

    /// <summary>The data set's folder; null for phantom.</summary>
    public string? Folder { get; init; }

    /// <summary>A table of the images that belong together, and its column: <see cref="ImageGroups"/>.</summary>
    public string? Groups { get; init; }
    public string GroupBy { get; init; } = ImageGroups.DefaultColumn;

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
            JsonSerializer.Serialize(this with { Folder = Full(Folder), Groups = Full(Groups) }, DataInfo.Json) + "\n"
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
