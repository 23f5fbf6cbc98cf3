namespace Platform.Shared.Formats;

/// <summary>What a data set tells of the person beside the diagnosis; a field is empty where it does not.</summary>
/// <param name="Age">whole years</param>
/// <param name="Site">of the body</param>
public sealed record Subject(string Age, string Sex, string Site)
{
    public static readonly Subject Unknown = new("", "", "");

    /// <summary>As the data set scales it, such as Fitzpatrick's types 1 to 6; empty where it does not tell.</summary>
    public string SkinTone { get; init; } = "";

    /// <summary>From a publisher's columns: "80.0" is 80, and "unknown" tells nothing.</summary>
    public static Subject Of(string age, string sex, string site, string skinTone = "") =>
        new(
            Numbers.TryParse(age, out double years) && years is > 0 and < 130 ? $"{Math.Round(years)}" : "",
            Told(sex),
            Told(site)
        )
        {
            SkinTone = Tone(skinTone),
        };

    static string Told(string text) => text is "unknown" or "NA" ? "" : text;

    /// <summary>"4.0", as tables with gaps have it, is 4; Fitzpatrick17k writes -1 where nothing is known.</summary>
    static string Tone(string text) =>
        !Numbers.TryParse(text, out double tone) ? Told(text)
        : tone < 0 ? ""
        : $"{Math.Round(tone)}";
}
