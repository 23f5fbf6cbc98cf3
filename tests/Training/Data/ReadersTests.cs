using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class ReadersTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Ham10000_TakesBothPartsAndListsBadRows()
    {
        SmallHam.Write(
            folder.Path,
            "L1,A,nv",
            "L1,B,nv",
            "L2,C,mel",
            "L2,C,mel",
            "L3,D,nv",
            "L3,D,bkl",
            "L4,E,what",
            "L5,F,",
            "L6,G,nv",
            "L7,H,nv",
            "L7,I,mel",
            "L8,../evil,nv"
        );
        File.Delete(SmallHam.Path(folder.Path, "G"));
        var catalogue = Datasets.Read("ham10000", folder.Path, 0, 0);
        Assert.Equal(["A", "B", "C", "D"], catalogue.Images.Select(i => i.Image));
        var reasons = catalogue.Rejected.ToLookup(r => r.Image, r => r.Reason);
        Assert.Equal("duplicate identifier; the first row is kept", Assert.Single(reasons["C"]));
        Assert.Equal("conflicting labels: nv and bkl; the first row is kept", Assert.Single(reasons["D"]));
        Assert.Equal("unknown class code 'what'", Assert.Single(reasons["E"]));
        Assert.Equal("no label in column dx", Assert.Single(reasons["F"]));
        Assert.Equal("no file G.jpg in the source or its folders", Assert.Single(reasons["G"]));
        Assert.Equal("conflicting labels of lesion L7: mel and nv", Assert.Single(reasons["H"]));
        Assert.Single(reasons["I"]);
        Assert.Equal("not an image identifier", Assert.Single(reasons["../evil"]));
    }

    [Fact]
    public void Ham10000_WithoutTheColumnDx_NamesFileAndColumn()
    {
        File.WriteAllText(folder["HAM10000_metadata.csv"], "lesion_id,image_id\nL1,A\n");
        var message = Assert.Throws<InputException>(() => Datasets.Read("ham10000", folder.Path, 0, 0)).Message;
        Assert.Contains("HAM10000_metadata.csv: no column dx", message);
    }

    [Fact]
    public void Ham10000_WithoutMetadata_NamesTheFile() =>
        Assert.Contains(
            "HAM10000_metadata.csv: missing",
            Assert.Throws<InputException>(() => Datasets.Read("ham10000", folder.Path, 0, 0)).Message
        );

    [Fact]
    public void Isic2019_ReadsOneHotLabelsAndLesions()
    {
        Directory.CreateDirectory(folder["ISIC_2019_Training_Input"]);
        foreach (var image in "ABCDE")
            File.WriteAllBytes(folder[$"ISIC_2019_Training_Input/{image}.jpg"], SmallHam.Picture(image));
        File.WriteAllText(
            folder["ISIC_2019_Training_GroundTruth.csv"],
            "image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\n"
                + "A,1.0,0,0,0,0,0,0,0,0\nB,0,0,0,0,0,0,0,1.0,0\n"
                + "C,0,0,0,0,0,0,0,0,1.0\nD,1.0,1.0,0,0,0,0,0,0,0\nE,0,0,0,0,0,0,0,0,0\n"
        );
        File.WriteAllText(
            folder["ISIC_2019_Training_Metadata.csv"],
            "image,age_approx,anatom_site_general,lesion_id,gender\nA,55,torso,BCN_1,male\nB,55,torso,,male\n"
        );
        var catalogue = Datasets.Read("isic2019", folder.Path, 0, 0);
        Assert.Equal(
            [("A", "BCN_1", "MEL"), ("B", "B", "SCC")],
            catalogue.Images.Select(i => (i.Image, i.Lesion, i.Label))
        );
        Assert.Equal(new Subject("55", "male", "torso"), catalogue.Images[0].Subject);
        Assert.Equal(
            ["unknown class code 'UNK'", "conflicting labels: MEL and NV", "no label: no class column is 1"],
            catalogue.Rejected.Select(r => r.Reason)
        );
    }

    [Fact]
    public void Ham10000_ReadsAgeSexAndSite_AndTheManifestKeepsThem()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        var catalogue = Datasets.Read("ham10000", folder["source"], 0, 0);
        Assert.All(catalogue.Images, i => Assert.Equal(new Subject("80", "male", "scalp"), i.Subject));
        new Preparation(catalogue, new([16], null, 1, SplitBy.Lesion, 0.2, true)).Write(
            folder["data"],
            CancellationToken.None
        );
        Assert.All(
            DataFolder.Open(folder["data"]).Rows,
            r => Assert.Equal(new Subject("80", "male", "scalp"), r.Subject)
        );
    }

    [Theory]
    [InlineData("80.0", "male", "unknown", "80", "male", "")]
    [InlineData("", "unknown", "back", "", "", "back")]
    [InlineData("0.0", "NA", "", "", "", "")]
    [InlineData("5,0", "male", "scalp", "", "male", "scalp")]
    public void Subject_TellsNothingWhereThePublisherDoesNot(
        string age,
        string sex,
        string site,
        string a,
        string b,
        string c
    ) => Assert.Equal(new Subject(a, b, c), Subject.Of(age, sex, site));

    /// <summary>A data set without these columns has the manifest that it always had.</summary>
    [Fact]
    public void Manifest_WithoutSubjects_HasNoColumnsForThem()
    {
        new Preparation(Datasets.Read("phantom", null, 6, 1), new([16], null, 1, SplitBy.Lesion, 0.3, true)).Write(
            folder["data"],
            CancellationToken.None
        );
        Assert.Equal(
            "image,source,lesion,label,split,sha256,width,height",
            File.ReadLines(folder["data/manifest.csv"]).First()
        );
        Assert.All(DataFolder.Open(folder["data"]).Rows, r => Assert.Equal(Subject.Unknown, r.Subject));
    }

    [Fact]
    public void Folder_TakesEachFolderAsAClass()
    {
        foreach (var (label, i) in new[] { ("b", 1), ("a", 2) })
        {
            Directory.CreateDirectory(folder[label]);
            File.WriteAllBytes(folder[$"{label}/x.png"], SmallHam.Picture(i));
        }
        File.WriteAllText(folder["a/notes.txt"], "no image");
        var catalogue = Datasets.Read("folder", folder.Path, 0, 0);
        Assert.Equal(["a", "b"], catalogue.Classes);
        Assert.Equal([("a/x.png", "a"), ("b/x.png", "b")], catalogue.Images.Select(i => (i.Image, i.Label)));
        Assert.Equal("a/notes.txt", Assert.Single(catalogue.Rejected).Image);
    }

    [Fact]
    public void Unlabelled_HasNoClasses()
    {
        File.WriteAllBytes(folder["x.png"], SmallHam.Picture(1));
        var catalogue = Datasets.Read("unlabelled", folder.Path, 0, 0);
        Assert.Empty(catalogue.Classes);
        Assert.Equal("", Assert.Single(catalogue.Images).Label);
    }

    [Fact]
    public void Phantom_ImageDependsOnSeedAndIndexOnly()
    {
        var few = Datasets.Read("phantom", null, 5, 3).Images;
        var many = Datasets.Read("phantom", null, 60, 3).Images;
        for (var i = 0; i < 4; i++)
            Assert.Equal(few[i].Read(), many[i].Read());
        Assert.NotEqual(few[0].Read(), Datasets.Read("phantom", null, 5, 4).Images[0].Read());
        Assert.Equal(4, many.Select(i => i.Label).Distinct().Count());
        Assert.True(many.Select(i => i.Lesion).Distinct().Count() < 50);
    }

    [Fact]
    public void Read_WithoutSource_SaysWhichOption() =>
        Assert.Contains("--source", Assert.Throws<InputException>(() => Datasets.Read("ham10000", null, 0, 0)).Message);
}
