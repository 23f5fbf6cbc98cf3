using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Tests.Data.Recipes;

/// <summary>Tables of the user's own.</summary>
public sealed class CsvReaderTests : IDisposable
{
    readonly DrawnFolder drawn = new();

    public void Dispose() => drawn.Dispose();

    DataSource Source(string columns) =>
        new()
        {
            Dataset = "csv",
            Folder = drawn["table.csv"],
            Columns = columns,
        };

    string Refusal(DataSource source) => Assert.Throws<InputException>(() => drawn.Read(source)).Message;

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Read_TakesEachColumnForWhatItIsSaidToBe(char separator)
    {
        string Line(string line) => line.Replace(',', separator);
        drawn.Text(
            "table.csv",
            Line("file,dx,mole,who,part,years,gender,where,tone,rights"),
            Line("one.JPG,naevus,M1,P1,Training,41,female,back,2.0,CC-BY"),
            Line("two,melanoma,M2,P1,test,,male,,VI,CC-0"),
            Line("deep/three,naevus,M3,P2,,70,,,,"),
            Line("deep\\four.png,naevus,M3,P2,val,70,,,,")
        );
        drawn.Pictures(
            "a/ONE.jpg",
            "a/b/two.png",
            "c/deep/three.jpeg",
            "c/three.jpeg",
            "c/deep/FOUR.PNG",
            "a/four.png"
        );
        var read = drawn.Read(
            Source(
                "image=file,label=dx,lesion=mole,patient=who,split=part,age=years,sex=gender,site=where,skin-tone=tone,"
                    + "licence=rights"
            )
        );
        Assert.Equal(["melanoma", "naevus"], read.Classes);
        Assert.Equal(
            [
                ("deep/four.png", "naevus", "M3", "P2", "train", null),
                ("deep/three", "naevus", "M3", "P2", null, null),
                ("one.JPG", "naevus", "M1", "P1", "train", "CC-BY"),
                ("two", "melanoma", "M2", "P1", "test", "CC-0"),
            ],
            read.Images.Select(i => (i.Image, i.Label, i.Lesion, i.Patient, i.Split, i.Licence))
        );
        Assert.Equal(new("41", "female", "back") { SkinTone = "2" }, read.Images[2].Subject);
        Assert.Equal(File.ReadAllBytes(drawn["c/deep/three.jpeg"]), read.Images[1].Read());
        Assert.Empty(read.Rejected);
        Assert.StartsWith("2 image files have no row in table.csv", Assert.Single(read.Notes));
    }

    [Fact]
    public void Read_LooksInEachFolderOfImages()
    {
        drawn.Text("tables/table.csv", "image,label", "x,a", "y,b");
        drawn.Pictures("one/x.jpg", "two/y.jpg", "tables/z.jpg");
        var read = drawn.Read(
            Source("image=image,label=label") with
            {
                Folder = drawn["tables/table.csv"],
                Images = [drawn["one"], drawn["two"]],
            }
        );
        Assert.Equal(["x", "y"], read.Images.Select(i => i.Image));
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Read_OfOneHotColumns_NamesThemAsClasses()
    {
        drawn.Text("table.csv", "image,MEL,NV", "x,1,0", "y,0.0,1.0", "z,1,1", "w,0,0");
        drawn.Pictures("x.jpg", "y.jpg", "z.jpg", "w.jpg");
        var read = drawn.Read(Source("image=image") with { LabelColumns = "MEL, NV" });
        Assert.Equal([("x", "MEL"), ("y", "NV")], read.Images.Select(i => (i.Image, i.Label)));
        Assert.Equal(
            [("z", "conflicting labels: MEL and NV"), ("w", "no label: no class column is 1")],
            read.Rejected.Select(r => (r.Image, r.Reason))
        );
    }

    [Fact]
    public void Read_WithATableOfLabels_GuessesNothing()
    {
        drawn.Text("table.csv", "image,label", "x,Mole", "y,mole", "z,wart", "w,moles", "v,moles");
        drawn.Text("map.csv", "label,class", "mole,nv", "wart,");
        drawn.Pictures("x.jpg", "y.jpg", "z.jpg", "w.jpg", "v.jpg");
        var read = drawn.Read(Source("image=image,label=label") with { Labels = drawn["map.csv"] });
        Assert.Equal([("x", "nv"), ("y", "nv")], read.Images.Select(i => (i.Image, i.Label)));
        Assert.Equal(
            ["label 'wart' is left out by --labels", "unknown class code 'moles'", "unknown class code 'moles'"],
            read.Rejected.Select(r => r.Reason)
        );
        Assert.StartsWith(
            "2 images are left out, because the labels lead to no class: 'moles' (2); --labels says",
            Assert.Single(read.Notes)
        );
    }

    [Fact]
    public void Read_WithoutALabel_HasNoClasses()
    {
        drawn.Text("table.csv", "image", "x");
        drawn.Pictures("x.jpg");
        var read = drawn.Read(Source("image=image"));
        Assert.Empty(read.Classes);
        Assert.Equal("", Assert.Single(read.Images).Label);
    }

    [Fact]
    public void Read_OfWhatCannotBeMeant_SaysWhatToDo()
    {
        drawn.Text("table.csv", "image,label,part", "x,a,hidden");
        drawn.Pictures("x.jpg");
        Assert.Contains("it has image, label, part", Refusal(Source("") with { Columns = null }));
        Assert.Contains("'colour' is none of image, label", Refusal(Source("image=image,colour=label")));
        Assert.Contains("without image=", Refusal(Source("label=label")));
        Assert.Contains("table.csv: no column file", Refusal(Source("image=file")));
        Assert.Contains("label stands there twice", Refusal(Source("image=image,label=a,label=b")));
        Assert.Contains(
            "line 2: part: 'hidden' is none of train, val, test",
            Refusal(Source("image=image,label=label,split=part"))
        );
        Assert.Contains("leave one", Refusal(Source("image=image,label=label") with { LabelColumns = "a" }));
        Assert.Contains(
            "--columns: not with --dataset ham10000",
            Refusal(Source("image=image") with { Dataset = "ham10000" })
        );
        Assert.Contains("none of its images is there", Refusal(Source("image=label")));
        Assert.EndsWith(
            "a folder; give the table, and the folder as --images",
            Refusal(Source("image=image") with { Folder = drawn["."] })
        );
        Assert.EndsWith(
            "a file; --dataset csv reads a table",
            Refusal(new DataSource { Dataset = "ham10000", Folder = drawn["table.csv"] })
        );
    }

    [Fact]
    public void Fitzpatrick17k_ByTheLineOfTheDocuments()
    {
        drawn.Text(
            "fitzpatrick17k.csv",
            "md5hash,fitzpatrick_scale,fitzpatrick_centaur,label,nine_partition_label,three_partition_label,qc,url,"
                + "url_alphanum",
            "5e82a45bc5d78bd24ae9202d194423f8,3,3,drug induced pigmentary changes,inflammatory,non-neoplastic,,,a.jpg",
            "fa2911a9b13b6f8af79cb700937cc14f,-1,1,malignant melanoma,malignant melanoma,malignant,,,b.jpg"
        );
        drawn.Pictures("data/5e82a45bc5d78bd24ae9202d194423f8.jpg", "data/fa2911a9b13b6f8af79cb700937cc14f.jpg");
        var read = drawn.Read(
            Source("image=md5hash,label=three_partition_label,skin-tone=fitzpatrick_scale") with
            {
                Folder = drawn["fitzpatrick17k.csv"],
                Classes = ClassesOf.Malignancy,
            }
        );
        Assert.Equal([("benign", "3"), ("malignant", "")], read.Images.Select(i => (i.Label, i.Subject.SkinTone)));
    }

    [Fact]
    public void Ddi_ByTheLineOfTheDocuments()
    {
        drawn.Text(
            "ddi_metadata.csv",
            ",DDI_ID,DDI_file,skin_tone,malignant,disease",
            "0,1,000001.png,56,True,melanoma-in-situ",
            "1,2,000002.png,12,False,verruca-vulgaris"
        );
        drawn.Text("ddi.labels.csv", "label,class", "True,malignant", "False,benign");
        drawn.Pictures("000001.png", "000002.png");
        var read = drawn.Read(
            Source("image=DDI_file,label=malignant,skin-tone=skin_tone") with
            {
                Folder = drawn["ddi_metadata.csv"],
                Labels = drawn["ddi.labels.csv"],
            }
        );
        Assert.Equal([("malignant", "56"), ("benign", "12")], read.Images.Select(i => (i.Label, i.Subject.SkinTone)));
    }

    [Fact]
    public void Derm7pt_ByTheLineOfTheDocuments()
    {
        drawn.Text(
            "meta/meta.csv",
            "case_num,diagnosis,seven_point_score,pigment_network,level_of_diagnostic_difficulty,elevation,location,"
                + "sex,management,clinic,derm,case_id,notes",
            "1,basal cell carcinoma,0,absent,medium,nodular,abdomen,female,excision,NEL/NEL025.JPG,NEL/NEL027.JPG,,",
            "2,clark nevus,2,typical,low,flat,back,male,excision,NEL/Nel026.jpg,Nml/Nel027.jpg,,",
            "3,melanoma (in situ),5,atypical,high,flat,back,male,excision,NEL/Nel028.jpg,NEL/Nel029.jpg,,"
        );
        drawn.Text("derm7pt.labels.csv", "label,class", "basal cell carcinoma,BCC", "clark nevus,NV");
        drawn.Pictures("images/NEL/Nel027.jpg", "images/NML/Nel027.jpg", "images/NEL/Nel029.jpg");
        var read = drawn.Read(
            Source("image=derm,label=diagnosis,sex=sex,site=location") with
            {
                Folder = drawn["meta/meta.csv"],
                Images = [drawn["images"]],
                Labels = drawn["derm7pt.labels.csv"],
            }
        );
        Assert.Equal(
            [("NEL/NEL027.JPG", "BCC"), ("Nml/Nel027.jpg", "NV")],
            read.Images.Select(i => (i.Image, i.Label))
        );
        Assert.Equal("unknown class code 'melanoma (in situ)'", Assert.Single(read.Rejected).Reason);
    }
}
