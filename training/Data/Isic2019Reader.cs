using Platform.Shared;
using Platform.Shared.Taxonomy;

namespace Platform.Training.Data;

/// <summary>The training part of the ISIC 2019 challenge as published: one column a class, 1.0 for the diagnosis.</summary>
static class Isic2019Reader
{
    public static Catalogue Read(string source)
    {
        string[] codes = [.. Diagnosis.Isic2019, "UNK"];
        var lesions = new Dictionary<string, (string Lesion, Subject Subject)>();
        foreach (var row in CsvTable.Read($"{source}/ISIC_2019_Training_Metadata.csv", ["image", "lesion_id"], ["age_approx", "sex", "gender", "anatom_site_general"]))
            lesions.TryAdd(row[0], (row[1], Subject.Of(row[2], row[3] + row[4], row[5])));                  // one of sex and gender, by release

        var builder = new CatalogueBuilder("isic2019", Diagnosis.Isic2019);
        foreach (var row in CsvTable.Read($"{source}/ISIC_2019_Training_GroundTruth.csv", ["image", .. codes]))
        {
            var marked = codes.Where((_, i) => Numbers.TryParse(row[i + 1], out double value) && value == 1).ToArray();
            if (marked.Length == 0) builder.Reject(row[0], "no label: no class column is 1");
            else if (marked.Length > 1) builder.Reject(row[0], $"conflicting labels: {string.Join(" and ", marked)}");
            else builder.AddFile(row[0], Of(row[0]).Lesion, marked[0], Of(row[0]).Subject,
                $"{source}/ISIC_2019_Training_Input/{row[0]}.jpg", $"{source}/ISIC_2019_Training_Input/{row[0]}_downsampled.jpg");
        }
        return builder.Build();

        (string Lesion, Subject Subject) Of(string image) => lesions.GetValueOrDefault(image, ("", Subject.Unknown));
    }
}
