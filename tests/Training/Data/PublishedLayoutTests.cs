using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

/// <summary>HAM10000 and ISIC 2019 as archives, mirrors and people lay them out.</summary>
public sealed class PublishedLayoutTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], content);
        return folder[name];
    }

    void Picture(string name, int seed) => Write(name, SmallHam.Picture(seed));

    void Text(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    Catalogue Ham() => Datasets.Read("ham10000", folder.Path, 0, 0);

    const string Comma =
        "lesion_id,image_id,dx,dx_type,age,sex,localization\n"
        + "L1,A,nv,histo,80.0,male,scalp\n"
        + "L2,B,mel,histo,5.0,female,back\n";
    static readonly string Tab = string.Join(
        '\n',
        Comma.Split('\n').Select(l => string.Join('\t', l.Split(',').Select(f => $"\"{f}\"")))
    );

    [Theory]
    [InlineData("HAM10000_metadata.csv")]
    [InlineData("ham10000_metadata.CSV")]
    [InlineData("HAM10000_metadata.tab")]
    [InlineData("HAM10000_metadata")]
    [InlineData("dataverse_files/HAM10000_metadata.tab")]
    public void Ham10000_FindsItsTable(string name)
    {
        Text(name, name.EndsWith(".tab") ? Tab : Comma);
        Picture("HAM10000_images_part_1/A.jpg", 1);
        Picture("HAM10000_images_part_2/B.jpg", 2);
        Assert.Equal(
            [("A", "L1", "nv", "80"), ("B", "L2", "mel", "5")],
            Ham().Images.Select(i => (i.Image, i.Lesion, i.Label, i.Subject.Age))
        );
    }

    [Theory]
    [InlineData("A.jpg")]
    [InlineData("HAM10000_images_part_1/A.JPG")]
    [InlineData("ham10000_images_part_1/A.jpg")]
    [InlineData("HAM10000_images_part_1/HAM10000_images_part_1/A.jpg")]
    [InlineData("all/A.png")]
    public void Ham10000_FindsItsImages(string name)
    {
        Text("HAM10000_metadata.csv", Comma);
        Picture(name, 1);
        Assert.Equal(SmallHam.Picture(1), Assert.Single(Ham().Images).Read());
        Assert.Equal("no file B.jpg in the source or its folders", Assert.Single(Ham().Rejected).Reason);
    }

    [Fact]
    public void Ham10000_PrefersThePublishersFolder_AndSaysWhatHasNoRow()
    {
        Text("HAM10000_metadata.csv", Comma);
        foreach (
            var (name, seed) in new[]
            {
                ("64px/A.jpg", 9),
                ("HAM10000_images_part_1/A.jpg", 1),
                ("HAM10000_images_part_1/B.jpg", 2),
                ("test/C.jpg", 3),
            }
        )
            Picture(name, seed);
        Assert.Equal(SmallHam.Picture(1), Ham().Images[0].Read());
        Assert.Equal("1 image file has no row in HAM10000_metadata.csv and is not used", Assert.Single(Ham().Notes));
    }

    [Fact]
    public void Ham10000_WithoutItsImages_SaysWhereItLookedAndWhatIsThere()
    {
        Text("HAM10000_metadata.csv", Comma);
        Picture("pictures/other.jpg", 1);
        var message = Assert.Throws<InputException>(Ham).Message;
        Assert.Contains(
            $"looked in {folder.Path} and its folders for files such as A.jpg, "
                + "and found 1 image file (such as pictures/other.jpg)",
            message
        );
    }

    [Fact]
    public void Ham10000_WithoutItsTable_SaysWhatIsThere()
    {
        Picture("pictures/other.jpg", 1);
        Assert.Contains("found 1 image file (such as pictures/other.jpg)", Assert.Throws<InputException>(Ham).Message);
    }

    [Fact]
    public void Ham10000_WithALinkToNothing_RejectsTheOneRow()
    {
        Text("HAM10000_metadata.csv", Comma);
        Picture("A.jpg", 1);
        File.CreateSymbolicLink(folder["B.jpg"], "/no/such/file");
        Assert.Equal("A", Assert.Single(Ham().Images).Image);
        Assert.Equal(new Rejection("B", "a link to a file that is not there"), Assert.Single(Ham().Rejected));
    }

    [Theory]
    [InlineData("", "ISIC_2019_Training_Input/A.jpg")]
    [InlineData("isic2019/", "ISIC_2019_Training_Input/ISIC_2019_Training_Input/A.JPG")]
    [InlineData("", "a/A_downsampled.jpg")]
    [InlineData("", "A.jpg")]
    public void Isic2019_FindsItsTablesAndImages(string tables, string image)
    {
        Text(
            $"{tables}ISIC_2019_Training_GroundTruth.csv",
            "image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\nA,1.0,0,0,0,0,0,0,0,0\n"
        );
        Text(
            $"{tables}isic_2019_training_metadata.csv",
            "image,age_approx,anatom_site_general,lesion_id,sex\nA,55,torso,L1,male\n"
        );
        Picture(image, 1);
        var found = Assert.Single(Datasets.Read("isic2019", folder.Path, 0, 0).Images);
        Assert.Equal(("A", "L1", "MEL"), (found.Image, found.Lesion, found.Label));
    }
}
