using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Taxonomy;

namespace Platform.Training.Data;

/// <summary>HAM10000 as its publishers lay it out. Tschandl, Rosendahl, Kittler, Scientific Data 2018.</summary>
static class Ham10000Reader
{
    public static Catalogue Read(string source)
    {
        var (files, builder) = (
            new PublishedImages(source, "HAM10000_images"),
            new CatalogueBuilder("ham10000", Diagnosis.Ham10000)
        );
        var table = files.Table("HAM10000_metadata");
        foreach (var row in CsvTable.Read(table, ["lesion_id", "image_id", "dx"], ["age", "sex", "localization"]))
            if (row["dx"] == "")
                builder.Reject(row["image_id"], "no label in column dx");
            else
                builder.AddRow(
                    files,
                    row["image_id"],
                    row["lesion_id"],
                    row["dx"],
                    Subject.Of(row["age"], row["sex"], row["localization"])
                );
        files.Check(table, builder);
        return builder.Build();
    }
}
