using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data.Recipes;

/// <summary>Data sets of other publishers, in their layouts, and folders that are those of another recipe.</summary>
public sealed class OtherPublishersTests : IDisposable
{
    readonly DrawnFolder drawn = new();

    public void Dispose() => drawn.Dispose();

    [Fact]
    public void Ham10000_KeepsHowADiagnosisWasMadeAndWhereThePhotographIsFrom()
    {
        drawn.Text(
            "HAM10000_metadata",
            "\"lesion_id\"\t\"image_id\"\t\"dx\"\t\"dx_type\"\t\"age\"\t\"sex\"\t\"localization\"\t\"dataset\"",
            "\"HAM_0000118\"\t\"ISIC_0027419\"\t\"bkl\"\t\"histo\"\t80.0\t\"male\"\t\"scalp\"\t\"vidir_modern\""
        );
        drawn.Pictures("HAM10000_images_part_1/ISIC_0027419.jpg");
        var image = Assert.Single(drawn.Read("ham10000").Images);
        Assert.Equal(("bkl", "histo", "vidir_modern"), (image.Label, image.Kept["dx_type"], image.Kept["dataset"]));
    }

    void Bcn20000()
    {
        const string header = "bcn_filename,age_approx,anatom_site_general,diagnosis,lesion_id,capture_date,sex,split";
        drawn.Text(
            "bcn_20k_train.csv",
            header,
            "BCN_0000000001.jpg,55.0,anterior torso,MEL,BCN_0003884,2012-05-16,male,train",
            "BCN_0000000003.jpg,50.0,anterior torso,MEL,BCN_0000019,2015-07-09,female,train"
        );
        drawn.Text(
            "bcn_20k_test.csv",
            "bcn_filename,age_approx,anatom_site_general,sex,split",
            "BCN_0000000002.jpg,60.0,upper extremity,female,test"
        );
        drawn.Pictures(
            "BCN_20k_train/bcn_20k_train/BCN_0000000001.jpg",
            "BCN_20k_train/bcn_20k_train/BCN_0000000003.jpg",
            "BCN_20k_test/bcn_20k_test/BCN_0000000002.jpg"
        );
    }

    [Fact]
    public void Bcn20000_ReadsFileNamesAndLeavesOutImagesWithoutADiagnosis()
    {
        Bcn20000();
        var read = drawn.Read("bcn20000");
        Assert.Equal(
            [
                ("BCN_0000000001.jpg", "BCN_0003884", "MEL", "train"),
                ("BCN_0000000003.jpg", "BCN_0000019", "MEL", "train"),
            ],
            read.Images.Select(i => (i.Image, i.Lesion, i.Label, i.Split!))
        );
        Assert.Equal(new Rejection("BCN_0000000002.jpg", "no label in column diagnosis"), Assert.Single(read.Rejected));
    }

    void PadUfes20()
    {
        drawn.Text(
            "metadata.csv",
            "patient_id,lesion_id,smoke,drink,background_father,background_mother,age,pesticide,gender,"
                + "skin_cancer_history,cancer_history,has_piped_water,has_sewage_system,fitspatrick,region,diameter_1,"
                + "diameter_2,diagnostic,itch,grew,hurt,changed,bleed,elevation,img_id,biopsed",
            "PAT_1516,1765,,,,,8,,,,,,,,ARM,,,NEV,False,False,False,False,False,False,PAT_1516_1765_530.png,False",
            "PAT_46,881,False,False,POMERANIA,POMERANIA,55,False,FEMALE,True,True,True,True,3.0,NECK,6.0,5.0,BCC,"
                + "True,True,False,True,True,True,PAT_46_881_939.png,True",
            "PAT_9,15,,,,,60,,MALE,,,,,2.0,FACE,,,SEK,False,False,False,False,False,False,PAT_9_15_1.png,False"
        );
        drawn.Pictures(
            "images/imgs_part_1/PAT_1516_1765_530.png",
            "images/imgs_part_2/PAT_46_881_939.png",
            "images/imgs_part_3/PAT_9_15_1.png"
        );
    }

    [Fact]
    public void PadUfes20_LeadsToTheClassesOfIsic2019()
    {
        PadUfes20();
        var read = drawn.Read("pad-ufes-20");
        Assert.Equal(
            [
                ("PAT_1516_1765_530.png", "1765", "PAT_1516", "NV", "", "False"),
                ("PAT_46_881_939.png", "881", "PAT_46", "BCC", "3", "True"),
                ("PAT_9_15_1.png", "15", "PAT_9", "BKL", "2", "False"),
            ],
            read.Images.Select(i => (i.Image, i.Lesion, i.Patient!, i.Label, i.Subject.SkinTone, i.Kept["biopsed"]))
        );
        Assert.Empty(read.Rejected);
    }

    [Theory]
    [InlineData("ham10000")]
    [InlineData("isic2019")]
    [InlineData("isic-archive")]
    [InlineData("imagefolder")]
    public void Read_OfAnotherDataSet_SaysWhichItLooksLike(string asked)
    {
        PadUfes20();
        Assert.EndsWith(
            "; it looks like pad-ufes-20: give --dataset pad-ufes-20",
            Assert.Throws<InputException>(() => drawn.Read(asked)).Message
        );
    }

    [Fact]
    public void Folder_OfARecipe_SaysSo()
    {
        Bcn20000();
        Assert.Contains(
            "its folders are taken for the classes; it looks like bcn20000: give --dataset bcn20000",
            string.Join('\n', drawn.Read("folder").Notes)
        );
    }

    [Fact]
    public void Read_OfTwoFilesOfOneName_TakesThemIfTheyAreTheSame()
    {
        drawn.Text(
            "HAM10000_metadata.csv",
            "lesion_id,image_id,dx,dx_type,age,sex,localization",
            "L1,A,nv,histo,80.0,male,scalp",
            "L2,B,mel,histo,80.0,male,scalp"
        );
        drawn.Pictures("HAM10000_images_part_1/A.jpg", "HAM10000_images_part_2/B.jpg", "HAM10000_images_part_1/B.jpg");
        Directory.CreateDirectory(drawn["ham10000_images_part_1"]);
        File.Copy(drawn["HAM10000_images_part_1/A.jpg"], drawn["ham10000_images_part_1/A.jpg"]);
        var read = drawn.Read("ham10000");
        Assert.Equal(File.ReadAllBytes(drawn["HAM10000_images_part_1/A.jpg"]), read.Images[0].Read());
        Assert.Contains(
            "HAM10000_images_part_1/B.jpg and HAM10000_images_part_2/B.jpg have this name and differ; leave one",
            Assert.ThrowsAny<Exception>(() => read.Images[1].Read()).Message
        );
    }
}
