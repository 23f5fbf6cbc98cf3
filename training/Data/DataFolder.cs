using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Data;

/// <summary>
/// dataset.json: what the folder holds and how it was made. No path and no time, so that equal runs give equal bytes.
/// </summary>
public sealed record DataInfo
{
    public const int CurrentSchema = 1;
    public int Schema { get; init; } = CurrentSchema;
    public required string Name { get; init; }

    /// <summary>Sides of the packed pixels, in pixels.</summary>
    public required int[] Sides { get; init; }

    /// <summary>Class codes in the order of the head's classes; empty without labels.</summary>
    public required string[] Classes { get; init; }

    public required SplitBy Split { get; init; }
    public required double Test { get; init; }
    public required int Seed { get; init; }
    public required int? Subset { get; init; }
    public required int Images { get; init; }
    public required int Rejected { get; init; }

    internal void Write(string folder) =>
        AtomicFile.Write(
            Path.Combine(folder, "dataset.json"),
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, DataFolder.Json) + "\n")
        );
}

/// <summary>A folder that prepare made: manifest.csv, dataset.json, rejected.csv and pixels.&lt;side&gt;.bin.</summary>
public sealed class DataFolder
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    readonly string path;

    public DataInfo Info { get; }
    public IReadOnlyList<ManifestRow> Rows { get; }
    public IReadOnlyList<string> Classes => Info.Classes;

    /// <summary>Class index of each row; -1 without a label.</summary>
    public int[] Labels { get; }

    /// <summary>Names the exact data that a model was trained on.</summary>
    public string ManifestSha256 { get; }

    DataFolder(string path, DataInfo info)
    {
        (this.path, Info) = (path, info);
        var manifest = Path.Combine(path, "manifest.csv");
        Rows = ManifestRow.Read(manifest);
        Labels =
        [
            .. Rows.Select(r =>
                r.Label == "" ? -1
                : Array.IndexOf(info.Classes, r.Label) is >= 0 and var index ? index
                : throw new InputException($"{manifest}: {r.Image}: class '{r.Label}' is not in dataset.json")
            ),
        ];
        ManifestSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)));
    }

    /// <exception cref="InputException">Not a data folder, or not a whole one.</exception>
    public static DataFolder Open(string path)
    {
        var file = Path.Combine(path, "dataset.json");
        if (!File.Exists(file))
            throw new InputException($"{path}: not a data folder (no dataset.json); make one with prepare");
        try
        {
            var info = JsonSerializer.Deserialize<DataInfo>(File.ReadAllText(file), Json)!;
            if (info.Schema != DataInfo.CurrentSchema)
                throw new InputException(
                    $"{file}: schema {info.Schema}; this version reads {DataInfo.CurrentSchema}: run prepare again"
                );
            return new(path, info);
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: {JsonFault.Of(e)}", e);
        }
    }

    /// <summary>Rows of a split, in order.</summary>
    public int[] Indices(string split) => [.. Enumerable.Range(0, Rows.Count).Where(i => Rows[i].Split == split)];

    /// <exception cref="InputException">The images were not packed at this side.</exception>
    public PackedPixels Pixels(int side) =>
        Info.Sides.Contains(side)
            ? new(PixelFile(path, side), side, Rows.Count)
            : throw new InputException(
                $"{path}: no pixels of side {side}, only {string.Join(", ", Info.Sides)}; add them: "
                    + $"training prepare --add-size {side} --out {path}"
            );

    internal static string PixelFile(string folder, int side) => Path.Combine(folder, $"pixels.{side}.bin");
}
