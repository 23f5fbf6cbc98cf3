using Platform.Training.Data;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Tests.Data.Recipes;

/// <summary>The challenges and the archive of ISIC, in the layouts that they are downloaded in.</summary>
public sealed class IsicTests : IDisposable
{
    readonly DrawnFolder drawn = new();

    public void Dispose() => drawn.Dispose();

    [Fact]
    public void Isic2018Task3_KeepsItsTestImagesApart_AndItsLesionsTogether()
    {
        const string header = "image,MEL,NV,BCC,AKIEC,BKL,DF,VASC";
        drawn.Text(
            "ISIC2018_Task3_Training_GroundTruth/ISIC2018_Task3_Training_GroundTruth.csv",
            header,
            "ISIC_0024306,0.0,1.0,0.0,0.0,0.0,0.0,0.0",
            "ISIC_0024307,0.0,1.0,0.0,0.0,0.0,0.0,0.0"
        );
        drawn.Text(
            "ISIC2018_Task3_Validation_GroundTruth/ISIC2018_Task3_Validation_GroundTruth.csv",
            header,
            "ISIC_0034321,0.0,0.0,0.0,1.0,0.0,0.0,0.0"
        );
        drawn.Text(
            "ISIC2018_Task3_Test_GroundTruth/ISIC2018_Task3_Test_GroundTruth.csv",
            header,
            "ISIC_0034524,1.0,0.0,0.0,0.0,0.0,0.0,0.0"
        );
        drawn.Text(
            "ISIC2018_Task3_Training_LesionGroupings.csv",
            "image,lesion_id,diagnosis_confirm_type",
            "ISIC_0024306,HAM_0000550,follow_up",
            "ISIC_0024307,HAM_0000550,follow_up"
        );
        drawn.Pictures(
            "ISIC2018_Task3_Training_Input/ISIC_0024306.jpg",
            "ISIC2018_Task3_Training_Input/ISIC_0024307.jpg",
            "ISIC2018_Task3_Validation_Input/ISIC_0034321.jpg",
            "ISIC2018_Task3_Test_Input/ISIC_0034524.jpg"
        );
        var read = drawn.Read("isic2018-task3");
        Assert.Equal(
            [
                ("ISIC_0024306", "HAM_0000550", "nv", "train"),
                ("ISIC_0024307", "HAM_0000550", "nv", "train"),
                ("ISIC_0034321", "ISIC_0034321", "akiec", "train"),
                ("ISIC_0034524", "ISIC_0034524", "mel", "test"),
            ],
            read.Images.Select(i => (i.Image, i.Lesion, i.Label, i.Split!))
        );
        Assert.Equal("follow_up", read.Images[0].Kept["diagnosis_confirm_type"]);
        Assert.Empty(read.Rejected);
        Assert.Empty(read.Notes);
    }

    void Isic2020()
    {
        drawn.Text(
            "ISIC_2020_Training_GroundTruth_v2.csv",
            "image_name,patient_id,lesion_id,sex,age_approx,anatom_site_general_challenge,diagnosis,benign_malignant,"
                + "target",
            "ISIC_2637011,IP_7279968,IL_7972535,male,45.0,head/neck,unknown,benign,0",
            "ISIC_0015719,IP_3075186,IL_4649854,female,45.0,upper extremity,melanoma,malignant,1",
            "ISIC_0052212,IP_2842074,IL_9087444,female,50.0,lower extremity,nevus,benign,0",
            "ISIC_0068279,IP_6890425,IL_4255399,female,45.0,head/neck,atypical melanocytic proliferation,benign,0"
        );
        drawn.Text(
            "ISIC_2020_Training_Duplicates.csv",
            "image_name_1,image_name_2",
            "ISIC_2637011,ISIC_0052212",
            "ISIC_0052212,ISIC_9999999"
        );
        drawn.Pictures(
            "train/ISIC_2637011.jpg",
            "train/ISIC_0015719.jpg",
            "train/ISIC_0052212.jpg",
            "train/ISIC_0068279.jpg"
        );
    }

    [Fact]
    public void Isic2020_TakesDuplicatesForOneLesion()
    {
        Isic2020();
        var read = drawn.Read("isic2020");
        Assert.Equal(["benign", "malignant"], read.Classes);
        Assert.Equal(
            [
                ("ISIC_0015719", "IL_4649854", "IP_3075186", "malignant"),
                ("ISIC_0052212", "IL_7972535", "IP_2842074", "benign"),
                ("ISIC_0068279", "IL_4255399", "IP_6890425", "benign"),
                ("ISIC_2637011", "IL_7972535", "IP_7279968", "benign"),
            ],
            read.Images.Select(i => (i.Image, i.Lesion, i.Patient!, i.Label))
        );
        Assert.Equal(new("45", "male", "head/neck"), read.Images[3].Subject);
    }

    [Fact]
    public void Isic2020_ByDiagnosis_LeavesOutWhatIsUnknown()
    {
        Isic2020();
        var read = drawn.Read(new DataSource { Dataset = "isic2020", Classes = ClassesOf.Isic2019 });
        Assert.Equal(["MEL", "NV"], read.Images.Select(i => i.Label));
        Assert.StartsWith(
            "2 images are left out, because the labels lead to no class: 'atypical melanocytic proliferation' (1), "
                + "'unknown' (1); --labels says",
            Assert.Single(read.Notes)
        );
    }

    void Archive() =>
        drawn.Text(
            "metadata.csv",
            "isic_id,attribution,copyright_license,age_approx,anatom_site_general,diagnosis_1,diagnosis_2,diagnosis_3,"
                + "diagnosis_4,diagnosis_confirm_type,image_type,lesion_id,patient_id,sex",
            "ISIC_0000001,Anonymous,CC-0,55,anterior torso,Benign,Benign melanocytic proliferations,Nevus,"
                + "\"Nevus, Atypical, Dysplastic, or Clark\",histopathology,dermoscopic,IL_1,IP_1,male",
            "ISIC_0000002,\"Hospital, Somewhere\",CC-BY-NC,60,head/neck,Malignant,"
                + "Malignant melanocytic proliferations (Melanoma),\"Melanoma, NOS\",,histopathology,dermoscopic,IL_2,"
                + "IP_1,male",
            "ISIC_0000003,Anonymous,CC-BY,,,Indeterminate,Indeterminate epidermal proliferations,"
                + "Solar or actinic keratosis,,,dermoscopic,IL_3,IP_2,female",
            "ISIC_0000004,Anonymous,CC-BY,,,Benign,Benign soft tissue proliferations - Vascular,,,,dermoscopic,IL_4,"
                + "IP_3,",
            "ISIC_0000005,Anonymous,CC-BY,,,Malignant,Merkel cell proliferation,,,,dermoscopic,IL_5,IP_4,",
            "ISIC_0000006,Anonymous,CC-BY,,,,,,,,dermoscopic,IL_6,IP_5,"
        );

    [Fact]
    public void IsicArchive_GoesFromTheNarrowestLabelToTheWidest()
    {
        Archive();
        drawn.Pictures([.. Enumerable.Range(1, 6).Select(i => $"ISIC_000000{i}.jpg")]);
        var read = drawn.Read("isic-archive");
        Assert.Equal(["NV", "MEL", "AK", "VASC"], read.Images.Select(i => i.Label));
        Assert.Equal(["CC-0", "CC-BY-NC", "CC-BY", "CC-BY"], read.Images.Select(i => i.Licence));
        Assert.Equal(["IP_1", "IP_1", "IP_2", "IP_3"], read.Images.Select(i => i.Patient));
        Assert.Equal(
            [
                ("ISIC_0000005", "unknown class code 'Merkel cell proliferation'"),
                ("ISIC_0000006", "no label in column diagnosis_5, diagnosis_4, diagnosis_3, diagnosis_2, diagnosis_1"),
            ],
            read.Rejected.Select(r => (r.Image, r.Reason))
        );
    }

    [Fact]
    public void IsicArchive_ByMalignancy_KnowsAWholeBranch()
    {
        Archive();
        drawn.Pictures([.. Enumerable.Range(1, 6).Select(i => $"ISIC_000000{i}.jpg")]);
        var read = drawn.Read(new DataSource { Dataset = "isic-archive", Classes = ClassesOf.Malignancy });
        Assert.Equal(["benign", "malignant", "malignant", "benign", "malignant"], read.Images.Select(i => i.Label));
    }

    [Fact]
    public void Milk10k_PairsTheTwoPhotographsOfALesion()
    {
        drawn.Text(
            "MILK10k_Training_GroundTruth.csv",
            "lesion_id,AKIEC,BCC,BEN_OTH,BKL,DF,INF,MAL_OTH,MEL,NV,SCCKA,VASC",
            "IL_0000652,0.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0",
            "IL_0003176,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0"
        );
        drawn.Text(
            "MILK10k_Training_Metadata.csv",
            "lesion_id,image_type,isic_id,attribution,copyright_license,image_manipulation,age_approx,sex,"
                + "skin_tone_class,site,MONET_ulceration_crust",
            "IL_0000652,clinical: close-up,ISIC_8149219,MILK study team,CC-BY-NC,instance only,30,female,3,trunk,0.1",
            "IL_0000652,dermoscopic,ISIC_4671410,MILK study team,CC-BY-NC,instance only,30,female,3,trunk,0.2",
            "IL_0003176,dermoscopic,ISIC_4671411,MILK study team,CC-BY-NC,instance only,85,male,4,head_neck_face,0.2"
        );
        drawn.Pictures(
            "MILK10k_Training_Input/IL_0000652/ISIC_8149219.jpg",
            "MILK10k_Training_Input/IL_0000652/ISIC_4671410.jpg",
            "MILK10k_Training_Input/IL_0003176/ISIC_4671411.jpg"
        );
        var read = drawn.Read("milk10k");
        Assert.Equal(["BCC", "SCCKA"], read.Classes);
        Assert.Equal(
            [
                ("ISIC_4671410", "IL_0000652", "BCC", "dermoscopic", "3"),
                ("ISIC_4671411", "IL_0003176", "SCCKA", "dermoscopic", "4"),
                ("ISIC_8149219", "IL_0000652", "BCC", "clinical: close-up", "3"),
            ],
            read.Images.Select(i => (i.Image, i.Lesion, i.Label, i.Kept["image_type"], i.Subject.SkinTone))
        );
        Assert.Equal(
            ["BCC", "SCC", "BCC"],
            drawn.Read(new DataSource { Dataset = "milk10k", Classes = ClassesOf.Isic2019 }).Images.Select(i => i.Label)
        );
    }
}
