using Platform.Shared;

namespace Platform.Training.Data.Recipes;

/// <summary>
/// What the columns of a table mean. Where several are named for one thing, the first that is not empty tells it.
/// </summary>
sealed record TableColumns
{
    public IReadOnlyList<string> Image { get; init; } = [];

    /// <summary>From the narrowest label to the widest: the first that leads to a class counts.</summary>
    public IReadOnlyList<string> Label { get; init; } = [];

    /// <summary>Columns named by classes, of which one is 1; in place of <see cref="Label"/>.</summary>
    public IReadOnlyList<string> OneHot { get; init; } = [];
    public IReadOnlyList<string> Lesion { get; init; } = [];
    public IReadOnlyList<string> Patient { get; init; } = [];
    public IReadOnlyList<string> Split { get; init; } = [];
    public IReadOnlyList<string> Age { get; init; } = [];
    public IReadOnlyList<string> Sex { get; init; } = [];
    public IReadOnlyList<string> Site { get; init; } = [];
    public IReadOnlyList<string> SkinTone { get; init; } = [];
    public IReadOnlyList<string> Licence { get; init; } = [];

    /// <summary>Columns that go into the manifest as they are.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Each column once.</summary>
    public IEnumerable<string> All =>
        Image
            .Concat(Label)
            .Concat(OneHot)
            .Concat(Lesion)
            .Concat(Patient)
            .Concat(Split)
            .Concat(Age)
            .Concat(Sex)
            .Concat(Site)
            .Concat(SkinTone)
            .Concat(Licence)
            .Concat(Keep)
            .Distinct();

    /// <summary>What --columns may name.</summary>
    public const string Names = "image, label, lesion, patient, split, age, sex, site, skin-tone, licence, keep";

    /// <param name="text">such as image=isic_id,label=diagnosis_4|diagnosis_3; keep may be there again</param>
    /// <exception cref="InputException">Not of this form, or a name that is not known.</exception>
    public static TableColumns Parse(string text, string option)
    {
        var columns = new TableColumns();
        var given = new HashSet<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, { } value])
                throw new InputException($"{option}: '{part}' is not of the form image=name-of-a-column");
            if (!given.Add(name) && name != "keep")
                throw new InputException($"{option}: {name} stands there twice; leave one");
            string[] named = value.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            columns = columns.With(name, named, option);
        }
        return columns;
    }

    TableColumns With(string name, string[] columns, string option) =>
        name switch
        {
            "image" => this with { Image = columns },
            "label" => this with { Label = columns },
            "lesion" => this with { Lesion = columns },
            "patient" => this with { Patient = columns },
            "split" => this with { Split = columns },
            "age" => this with { Age = columns },
            "sex" => this with { Sex = columns },
            "site" => this with { Site = columns },
            "skin-tone" => this with { SkinTone = columns },
            "licence" => this with { Licence = columns },
            "keep" => this with { Keep = [.. Keep, .. columns] },
            _ => throw new InputException($"{option}: '{name}' is none of {Names}"),
        };
}
