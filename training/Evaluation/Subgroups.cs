using Platform.Shared;
using Platform.Shared.Formats;

namespace Platform.Training.Evaluation;

/// <summary>Whom the images show, as far as the data set or the picture tells.</summary>
public static class Subgroups
{
    public const string NotTold = "not told";

    /// <summary>Fewer images are too few to speak of: an interval of half its figure.</summary>
    public const int Few = 50;

    /// <summary>Each dimension with the group of every row; those of which nothing is told are left out.</summary>
    /// <param name="angles">of the skin around each lesion; null where there is none</param>
    public static IReadOnlyList<(string Dimension, IReadOnlyList<string> Groups)> Of(
        IReadOnlyList<ManifestRow> rows,
        IReadOnlyList<double?> angles
    )
    {
        (string, IReadOnlyList<string>)[] all =
        [
            ("age", [.. rows.Select(r => AgeBand(r.Subject.Age))]),
            ("sex", [.. rows.Select(r => Told(r.Subject.Sex))]),
            ("site", [.. rows.Select(r => Told(r.Subject.Site))]),
            ("skin tone (told)", [.. rows.Select(r => Told(r.Subject.SkinTone))]),
            ("source", [.. rows.Select(r => Source(r))]),
            ("skin tone (estimated)", [.. angles.Select(a => a is { } angle ? SkinTone.Band(angle) : NotTold)]),
        ];
        return [.. all.Where(d => d.Item2.Any(g => g != NotTold))];
    }

    /// <summary>The order of a report: bands by their meaning, names by the alphabet, what is not told last.</summary>
    public static IEnumerable<string> Order(IEnumerable<string> groups) =>
        groups
            .Distinct()
            .OrderBy(g => g == NotTold)
            .ThenBy(g => SkinTone.Bands.ToList().IndexOf(g))
            .ThenBy(g => g, StringComparer.Ordinal);

    static string AgeBand(string age) =>
        Numbers.TryParse(age, out int years)
            ? years switch
            {
                < 30 => "0 to 29",
                < 45 => "30 to 44",
                < 60 => "45 to 59",
                < 75 => "60 to 74",
                _ => "75 and over",
            }
            : NotTold;

    /// <summary>ISIC 2019 joins three sources, and the lesion's identifier says which.</summary>
    static string Source(ManifestRow row) =>
        row.Lesion.Split('_')[0] is "HAM" or "BCN" or "MSK4" or "MSK"
            ? $"{row.Source} {row.Lesion.Split('_')[0]}"
            : row.Source;

    static string Told(string text) => text == "" ? NotTold : text;
}
