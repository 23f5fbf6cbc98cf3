using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Shared.Imaging;

/// <summary>
/// How a photograph becomes a network's input, as data: what <see cref="Preprocessing"/> does, in a data folder and in
/// a bundle.
/// </summary>
/// <param name="Side">of the square, pixels</param>
/// <param name="Fit">how the picture lies on the square</param>
/// <param name="Colour">what is done to its colours</param>
public sealed record PreprocessingSpec(
    int Side,
    [property: JsonPropertyName("resize")] Fit Fit = Fit.Squash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        ColourConstancy Colour = ColourConstancy.None
)
{
    public string Filter { get; init; } = "area";
    public string ChannelOrder { get; init; } = "RGB";
    public string Orientation { get; init; } = "exif";

    /// <summary>Whether it is what this release does.</summary>
    [JsonIgnore]
    public bool IsKnown => this == new PreprocessingSpec(Side, Fit, Colour);

    /// <summary>Whether every release does it: squashed, with the colours as they are.</summary>
    [JsonIgnore]
    public bool IsPlain => (Fit, Colour) == default;

    /// <summary>As <c>prepare</c> is told it; sides may differ.</summary>
    [JsonIgnore]
    public string Options => $"--fit {Name(Fit)} --colour {Name(Colour)}";

    /// <summary>Whether pictures are treated alike, be it for another side.</summary>
    public bool IsLike(PreprocessingSpec other) => this with { Side = other.Side } == other;

    /// <summary>A value as it is written in files.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;
}
