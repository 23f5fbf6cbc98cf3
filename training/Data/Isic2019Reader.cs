using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Taxonomy;

namespace Platform.Training.Data;

/// <summary>
/// The training part of the ISIC 2019 challenge as published: one column a class, 1.0 for the diagnosis.
/// </summary>
static class Isic2019Reader
{
    public static Catalogue Read(string source)
    {
        string[] codes = [.. Diagnosis.Isic2019, "UNK"];
        var files = new PublishedImages(source, "ISIC_2019_Training_Input");
        var lesions = new Dictionary<string, (string Lesion, Subject Subject)>();
        var metadata = CsvTable.Read(
            files.Table("ISIC_2019_Training_Metadata"),
            ["image", "lesion_id"],
            ["age_approx", "sex", "gender", "anatom_site_general"]
        );
        foreach (var row in metadata) // one of sex and gender, by release
            lesions.TryAdd(
                row["image"],
                (
                    row["lesion_id"],
                    Subject.Of(row["age_approx"], row["sex"] + row["gender"], row["anatom_site_general"])
                )
            );

        var builder = new CatalogueBuilder("isic2019", Diagnosis.Isic2019);
        var table = files.Table("ISIC_2019_Training_GroundTruth");
        foreach (var row in CsvTable.Read(table, ["image", .. codes]))
        {
            var (image, marked) = (row["image"], codes.Where(c => IsOne(row[c])).ToArray());
            var (lesion, subject) = lesions.GetValueOrDefault(image, ("", Subject.Unknown));
            if (marked.Length == 0)
                builder.Reject(image, "no label: no class column is 1");
            else if (marked.Length > 1)
                builder.Reject(image, $"conflicting labels: {string.Join(" and ", marked)}");
            else
                builder.AddRow(files, image, lesion, marked[0], subject);
        }
        files.Check(table, builder);
        return builder.Build();
    }

    static bool IsOne(string text) => Numbers.TryParse(text, out double value) && value == 1;
}
