using System.Text.Json.Serialization;

namespace Platform.Shared.Imaging;

/// <summary>How the colour of the light is taken out of a picture.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColourConstancy>))]
public enum ColourConstancy
{
    /// <summary>Not at all.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>As <see cref="Imaging.ShadesOfGrey"/> does it.</summary>
    [JsonStringEnumMemberName("shades-of-grey")]
    ShadesOfGrey,
}
