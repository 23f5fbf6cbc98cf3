namespace Platform.Shared.Formats;

/// <summary>What a data set tells of the person beside the diagnosis; a field is empty where it does not.</summary>
/// <param name="Age">whole years</param>
/// <param name="Site">of the body</param>
public sealed record Subject(string Age, string Sex, string Site)
{
    public static readonly Subject Unknown = new("", "", "");

    /// <summary>From a publisher's columns: "80.0" is 80, and "unknown" tells nothing.</summary>
    public static Subject Of(string age, string sex, string site) =>
        new(
            Numbers.TryParse(age, out double years) && years is > 0 and < 130 ? $"{Math.Round(years)}" : "",
            Told(sex),
            Told(site)
        );

    static string Told(string text) => text is "unknown" or "NA" ? "" : text;
}
