namespace Platform.Training.Data.Recipes;

/// <summary>
/// HAM10000: Dataverse's HAM10000_metadata (.tab quoted, .csv or without an extension) and folders of images.
/// </summary>
static class Ham10000
{
    public static readonly Recipe Recipe = new(
        "ham10000",
        "Tschandl, Rosendahl, Kittler 2018, Scientific Data 5, 180161; Harvard Dataverse, doi:10.7910/DVN/DBW86T"
    )
    {
        Images = [new(["HAM10000_metadata"], ["lesion_id", "image_id", "dx"])],
        Columns = new()
        {
            Image = ["image_id"],
            Label = ["dx"],
            Lesion = ["lesion_id"],
            Age = ["age"],
            Sex = ["sex"],
            Site = ["localization"],
            Keep = ["dx_type", "dataset"],
        },
        Classes = ClassesOf.Ham10000,
        ImageFolder = "HAM10000_images",
        Notice =
            "Trained on HAM10000 (Tschandl, Rosendahl, Kittler, Scientific Data 2018), CC BY-NC 4.0: "
            + "attribution, no commercial use.",
    };
}
