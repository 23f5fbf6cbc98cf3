using Platform.Shared.Taxonomy;

namespace Platform.Training.Data;

/// <summary>HAM10000 as its publishers lay it out. Tschandl, Rosendahl, Kittler, Scientific Data 2018.</summary>
static class Ham10000Reader
{
    public static Catalogue Read(string source)
    {
        var builder = new CatalogueBuilder("ham10000", Diagnosis.Ham10000);
        foreach (var row in CsvTable.Read(Path.Combine(source, "HAM10000_metadata.csv"), ["lesion_id", "image_id", "dx"], ["age", "sex", "localization"]))
            if (row[2] == "") builder.Reject(row[1], "no label in column dx");
            else builder.AddFile(row[1], row[0], row[2], Subject.Of(row[3], row[4], row[5]), $"{source}/HAM10000_images_part_1/{row[1]}.jpg", $"{source}/HAM10000_images_part_2/{row[1]}.jpg");
        return builder.Build();
    }
}
