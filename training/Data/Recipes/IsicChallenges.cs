namespace Platform.Training.Data.Recipes;

/// <summary>
/// The challenges of the International Skin Imaging Collaboration, as challenge.isic-archive.com has them.
/// </summary>
static class IsicChallenges
{
    /// <summary>
    /// Task 3 of 2018: one column a class. Its validation images count as training images, its test images are held
    /// out.
    /// </summary>
    public static readonly Recipe Isic2018Task3 = new(
        "isic2018-task3",
        "Codella et al. 2019, arXiv:1902.03368; challenge.isic-archive.com/data/#2018"
    )
    {
        Images =
        [
            OfTask3("Training", "train"),
            OfTask3("Validation", "train") with
            {
                Optional = true,
            },
            OfTask3("Test", "test") with
            {
                Optional = true,
            },
        ],
        Joined =
        [
            new(
                new(["ISIC2018_Task3_Training_LesionGroupings"], ["image", "lesion_id"]) { Optional = true },
                "image",
                "image"
            ),
        ],
        Columns = new()
        {
            Image = ["image"],
            OneHot = [.. OneHot2018],
            Lesion = ["lesion_id"],
            Keep = ["diagnosis_confirm_type"],
        },
        Classes = ClassesOf.Ham10000,
        ImageFolder = "ISIC2018_Task3_",
        Notice =
            "Trained on ISIC 2018 task 3 (HAM10000, Tschandl et al. 2018; Codella et al. 2019), CC BY-NC 4.0: "
            + "attribution, no commercial use.",
    };

    /// <summary>The training part of 2019; its test labels are not published.</summary>
    public static readonly Recipe Isic2019 = new(
        "isic2019",
        "Tschandl et al. 2018; Combalia et al. 2019, arXiv:1908.02288; challenge.isic-archive.com/data/#2019"
    )
    {
        Images = [new(["ISIC_2019_Training_GroundTruth"], ["image", .. OneHot2019])],
        Joined = [new(new(["ISIC_2019_Training_Metadata"], ["image", "lesion_id"]), "image", "image")],
        Columns = new()
        {
            Image = ["image"],
            OneHot = [.. OneHot2019],
            Lesion = ["lesion_id"],
            Age = ["age_approx"],
            Sex = ["sex", "gender"], // one of them, by release
            Site = ["anatom_site_general"],
        },
        Classes = ClassesOf.Isic2019,
        ImageFolder = "ISIC_2019_Training_Input",
        Suffix = "_downsampled", // behind the identifiers of the MSK's images
        Notice =
            "Trained on ISIC 2019 (HAM10000, Tschandl et al. 2018; BCN20000, Combalia et al. 2019; MSK, Codella "
            + "et al. 2018), CC BY-NC 4.0: attribution, no commercial use.",
    };

    /// <summary>The training part of 2020: most of its diagnoses are "unknown", all are benign or malignant.</summary>
    public static readonly Recipe Isic2020 = new(
        "isic2020",
        "Rotemberg et al. 2021, Scientific Data 8, 34; challenge.isic-archive.com/data/#2020"
    )
    {
        Images =
        [
            new(
                ["ISIC_2020_Training_GroundTruth_v2", "ISIC_2020_Training_GroundTruth"],
                ["image_name", "patient_id", "benign_malignant"]
            ),
        ],
        Columns = new()
        {
            Image = ["image_name"],
            Label = ["diagnosis", "benign_malignant"],
            Lesion = ["lesion_id"],
            Patient = ["patient_id"],
            Age = ["age_approx"],
            Sex = ["sex"],
            Site = ["anatom_site_general_challenge"],
        },
        Classes = ClassesOf.Malignancy,
        Pairs = ("ISIC_2020_Training_Duplicates", "image_name_1", "image_name_2"),
        Notice =
            "Trained on ISIC 2020 (Rotemberg et al., Scientific Data 2021), CC BY-NC 4.0: attribution, no commercial "
            + "use.",
    };

    /// <summary>MILK10k: two photographs of each lesion, one by a dermatoscope and one without.</summary>
    public static readonly Recipe Milk10k = new(
        "milk10k",
        "Tschandl et al. 2025, MILK10k, doi:10.34970/648456; challenge.isic-archive.com/landscapes/milk10k"
    )
    {
        Images = [new(["MILK10k_Training_Metadata"], ["lesion_id", "isic_id"])],
        Joined = [new(new(["MILK10k_Training_GroundTruth"], ["lesion_id", .. Milk]), "lesion_id", "lesion_id")],
        Columns = new()
        {
            Image = ["isic_id"],
            OneHot = [.. Milk],
            Lesion = ["lesion_id"],
            Age = ["age_approx"],
            Sex = ["sex"],
            Site = ["site"],
            SkinTone = ["skin_tone_class"],
            Licence = ["copyright_license"],
            Keep = ["image_type"],
        },
        Classes = ClassesOf.Own,
        ImageFolder = "MILK10k_Training_Input",
        Notice = "Trained on MILK10k (Tschandl et al. 2025): attribution; each of its images names its licence.",
    };

    static string[] OneHot2018 => ["MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC"];
    static string[] OneHot2019 => ["AK", "BCC", "BKL", "DF", "MEL", "NV", "SCC", "VASC", "UNK"];
    static string[] Milk => ["AKIEC", "BCC", "BEN_OTH", "BKL", "DF", "INF", "MAL_OTH", "MEL", "NV", "SCCKA", "VASC"];

    static Table OfTask3(string part, string split) =>
        new([$"ISIC2018_Task3_{part}_GroundTruth"], ["image", .. OneHot2018]) { Split = split };
}
