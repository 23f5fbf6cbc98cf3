using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Shared.Formats;

/// <summary>
/// dataset.json of a data folder: what the folder holds and how it was made. No path and no time, so that equal runs
/// give equal bytes.
/// </summary>
public sealed record DataInfo
{
    public const string FileName = "dataset.json";

    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The first releases wrote a schema, but no kind.</summary>
    public static readonly FileContract Contract = new("data folder", 1, "prepare")
    {
        Unmarked = info =>
            info.ContainsKey("sides")
            && info["schema"] is System.Text.Json.Nodes.JsonValue v
            && v.TryGetValue<int>(out var schema)
                ? schema
                : null,
    };

    public required string Name { get; init; }

    /// <summary>Sides of the packed pixels, in pixels.</summary>
    public required int[] Sides { get; init; }

    /// <summary>Class codes in the order of the head's classes; empty without labels.</summary>
    public required string[] Classes { get; init; }

    public required SplitBy Split { get; init; }

    /// <summary>Share of the images that was to be held out.</summary>
    public required double Test { get; init; }
    public required int Seed { get; init; }

    /// <summary>Images taken at random; null for all.</summary>
    public required int? Subset { get; init; }
    public required int Images { get; init; }
    public required int Rejected { get; init; }

    /// <summary>How its pictures were made square; not written where they were squashed, which all once were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Fit Fit { get; init; }

    /// <summary>What was done to their colours; not written where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ColourConstancy Colour { get; init; }

    /// <summary>How a photograph becomes its pixels of a side.</summary>
    public PreprocessingSpec Preprocessing(int side) => new(side, Fit, Colour);

    /// <summary>Name of the file with the packed pixels, uint8 [N, side, side, 3].</summary>
    public static string PixelFile(int side) => $"pixels.{side}.bin";

    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(Contract.Text(this, Json)));

    /// <exception cref="InputException">Missing, damaged, of another kind or of a schema that is not read.</exception>
    public static DataInfo Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var info = Contract.Read<DataInfo>(file, Json);
        return info.Sides.Length > 0 && info.Sides.All(s => s > 0)
            ? info
            : throw new InputException($"{file}: damaged (sides: none, or one that is not above 0); {Contract.Remedy}");
    }
}
