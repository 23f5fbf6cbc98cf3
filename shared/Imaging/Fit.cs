using System.Text.Json.Serialization;

namespace Platform.Shared.Imaging;

/// <summary>How a picture that is longer than it is high, or the other way round, becomes a square.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Fit>))]
public enum Fit
{
    /// <summary>The whole picture, its aspect changed.</summary>
    [JsonStringEnumMemberName("squash")]
    Squash,

    /// <summary>The central square; what lies beside it is not seen.</summary>
    [JsonStringEnumMemberName("centre")]
    Centre,

    /// <summary>
    /// The whole picture with its aspect, in the middle of a square that its edge pixels are repeated into.
    /// </summary>
    [JsonStringEnumMemberName("pad")]
    Pad,
}
