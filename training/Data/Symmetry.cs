using System.Text.Json.Serialization;

namespace Platform.Training.Data;

/// <summary>
/// Which symmetries images are shown in: none, left-right, or the eight of the square (a lesion has no up or down).
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum Symmetry
{
    None,
    Mirror,
    Square,
}
