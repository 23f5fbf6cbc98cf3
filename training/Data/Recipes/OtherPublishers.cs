namespace Platform.Training.Data.Recipes;

/// <summary>Data sets that are published elsewhere, each in its own layout.</summary>
static class OtherPublishers
{
    /// <summary>What <c>isic image download</c> writes: ISIC_*.jpg and metadata.csv, with a licence an image.</summary>
    public static readonly Recipe IsicArchive = new(
        "isic-archive",
        "ISIC Archive, api.isic-archive.com; isic-cli, isic image download; labels: isic-metadata, DiagnosisEnum"
    )
    {
        Images = [new(["metadata"], ["isic_id"])],
        Columns = new()
        {
            Image = ["isic_id"],
            Label = ["diagnosis_5", "diagnosis_4", "diagnosis_3", "diagnosis_2", "diagnosis_1"],
            Lesion = ["lesion_id"],
            Patient = ["patient_id"],
            Age = ["age_approx"],
            Sex = ["sex"],
            Site = ["anatom_site_general", "anatom_site_3", "anatom_site_2", "anatom_site_1"],
            SkinTone = ["fitzpatrick_skin_type"],
            Licence = ["copyright_license"],
            Keep = ["image_type", "diagnosis_confirm_type", "attribution"],
        },
        Classes = ClassesOf.Isic2019,
        Notice = "Trained on images of the ISIC archive: attribution; each image names its licence.",
    };

    /// <summary>
    /// BCN20000 of figshare: two tables, of which the test images' tells no diagnosis.
    /// </summary>
    public static readonly Recipe Bcn20000 = new(
        "bcn20000",
        "Hernández-Pérez et al. 2024, Scientific Data 11, 641; figshare, doi:10.6084/m9.figshare.24140028"
    )
    {
        Images =
        [
            new(["bcn_20k_train"], ["bcn_filename", "diagnosis", "lesion_id"]) { Split = "train" },
            new(["bcn_20k_test"], ["bcn_filename"]) { Split = "test", Optional = true },
        ],
        Columns = new()
        {
            Image = ["bcn_filename"],
            Label = ["diagnosis"],
            Lesion = ["lesion_id"],
            Age = ["age_approx"],
            Sex = ["sex"],
            Site = ["anatom_site_general"],
            Keep = ["capture_date"],
        },
        Classes = ClassesOf.Isic2019,
        ImageFolder = "bcn_20k_",
        Notice =
            "Trained on BCN20000 (Hernández-Pérez et al., Scientific Data 2024), CC BY-NC 4.0: attribution, no "
            + "commercial use.",
    };

    /// <summary>PAD-UFES-20: photographs by smartphones, in PNG, with Fitzpatrick's type, spelt as there.</summary>
    public static readonly Recipe PadUfes20 = new(
        "pad-ufes-20",
        "Pacheco et al. 2020, Data in Brief 32, 106221; Mendeley Data, doi:10.17632/zr7vgbcyr2.1"
    )
    {
        Images = [new(["metadata"], ["img_id", "diagnostic", "patient_id", "lesion_id"])],
        Columns = new()
        {
            Image = ["img_id"],
            Label = ["diagnostic"],
            Lesion = ["lesion_id"],
            Patient = ["patient_id"],
            Age = ["age"],
            Sex = ["gender"],
            Site = ["region"],
            SkinTone = ["fitspatrick"],
            Keep = ["biopsed"],
        },
        Classes = ClassesOf.Isic2019,
        ImageFolder = "imgs_part_",
        Notice = "Trained on PAD-UFES-20 (Pacheco et al., Data in Brief 2020), CC BY 4.0: attribution.",
    };
}
