using Platform.Shared;

namespace Platform.Training.Tests.Data.Recipes;

/// <summary>Folders of a split made before.</summary>
public sealed class PartsReaderTests : IDisposable
{
    readonly DrawnFolder drawn = new();

    public void Dispose() => drawn.Dispose();

    [Fact]
    public void Read_OfParts_KeepsTheirSplit()
    {
        drawn.Pictures("data/train/mel/x.jpg", "data/train/nv/deep/y.jpg", "data/Test/mel/z.jpg", "data/val/nv/w.jpg");
        drawn.Pictures("data/train/v.jpg");
        var read = drawn.Read("imagefolder");
        Assert.Equal(["mel", "nv"], read.Classes);
        Assert.Equal(
            [
                ("data/Test/mel/z.jpg", "mel", "test"),
                ("data/train/mel/x.jpg", "mel", "train"),
                ("data/train/nv/deep/y.jpg", "nv", "train"),
                ("data/val/nv/w.jpg", "nv", "train"),
            ],
            read.Images.Select(i => (i.Image, i.Label, i.Split!))
        );
        Assert.Equal("data/train/v.jpg", Assert.Single(read.Rejected).Image);
    }

    [Theory]
    [InlineData("metadata.csv", "file_name,label,lesion_id,age", "x.jpg,nv,L1,40", "sub/y.jpg,mel,L1,41")]
    [InlineData(
        "metadata.jsonl",
        """{"file_name": "x.jpg", "label": "nv", "lesion_id": "L1", "age": 40, "objects": {"bbox": []}}""",
        """{"file_name": "sub/y.jpg", "label": "mel", "lesion_id": "L1", "age": 41}"""
    )]
    public void Read_OfMetadata_TakesNamesBelowTheirOwnFolder(string name, params string[] lines)
    {
        drawn.Text($"train/{name}", lines);
        drawn.Pictures("train/x.jpg", "train/sub/y.jpg", "test/mel/x.jpg");
        var read = drawn.Read("imagefolder");
        Assert.Equal(["conflicting labels of lesion L1: mel and nv"], read.Rejected.Select(r => r.Reason).Distinct());
        Assert.Equal(("test/mel/x.jpg", "mel", "test"), read.Images.Select(i => (i.Image, i.Label, i.Split!)).Single());
    }

    [Fact]
    public void Read_OfMetadata_TellsOfEachImage()
    {
        drawn.Text(
            "metadata.csv",
            "file_name,label,split,patient_id,license",
            "x.jpg,nv,test,P1,CC-0",
            "y.jpg,mel,,P2,"
        );
        drawn.Pictures("x.jpg", "y.jpg", "z.jpg");
        var read = drawn.Read("imagefolder");
        Assert.Equal(
            [("x.jpg", "nv", "test", "P1", "CC-0"), ("y.jpg", "mel", null, "P2", null)],
            read.Images.Select(i => (i.Image, i.Label, i.Split, i.Patient, i.Licence))
        );
        Assert.Equal("z.jpg", Assert.Single(read.Rejected).Image);
    }

    [Fact]
    public void Read_OfClassFolders_SaysWhatReadsThem()
    {
        drawn.Pictures("mel/x.jpg", "nv/y.jpg");
        Assert.Contains(
            "no folder named train or test in it, and no metadata.csv; --dataset folder reads a folder per class",
            Assert.Throws<InputException>(() => drawn.Read("imagefolder")).Message
        );
    }

    [Fact]
    public void Read_OfDamagedLines_NamesTheLine()
    {
        drawn.Text("train/metadata.jsonl", """{"file_name": "x.jpg"}""", "file_name");
        drawn.Pictures("train/x.jpg");
        Assert.Contains(
            "metadata.jsonl: line 2: not a JSON object",
            Assert.Throws<InputException>(() => drawn.Read("imagefolder")).Message
        );
    }
}
