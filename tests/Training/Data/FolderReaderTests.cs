using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class FolderReaderTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    int pictures;

    public void Dispose() => folder.Dispose();

    void Pictures(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllBytes(folder[name], SmallHam.Picture(pictures++));
        }
    }

    Catalogue Read(string dataset = "folder") => Datasets.Read(dataset, folder.Path, 0, 0);

    [Fact]
    public void Classes_HoldWhatLiesBelowThem()
    {
        Pictures("mel/a.jpg", "mel/biopsied/a.jpg", "nv/old/er/b.JFIF");
        Assert.Equal(
            [("mel/a.jpg", "mel"), ("mel/biopsied/a.jpg", "mel"), ("nv/old/er/b.JFIF", "nv")],
            Read().Images.Select(i => (i.Image, i.Label))
        );
    }

    [Theory]
    [InlineData("train/mel/a.jpg", "train/nv/b.jpg")]
    [InlineData("photos/train/mel/a.jpg", "photos/train/nv/b.jpg")]
    [InlineData("pictures/mel/a.jpg", "pictures/nv/b.jpg")]
    public void AFolderAroundTheClasses_IsSeenThrough_AndSaid(params string[] names)
    {
        Pictures(names);
        Assert.Equal(["mel", "nv"], Read().Classes);
        Assert.EndsWith("the folders in it are taken for the classes: mel, nv", Assert.Single(Read().Notes));
    }

    [Fact]
    public void ASplitMadeBefore_IsExplained()
    {
        Pictures("train/mel/a.jpg", "test/mel/b.jpg");
        var message = Assert.Throws<InputException>(() => Read()).Message;
        Assert.Contains("test, train look like a split made before", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void OneClassOfADiagnosis_IsAClass()
    {
        Pictures("mel/patient1/a.jpg", "mel/patient2/b.jpg");
        Assert.Equal(["mel"], Read().Classes);
    }

    [Fact]
    public void WhatCannotBeUsed_IsRejectedWithItsReason_AndTheRestIsRead()
    {
        Pictures("mel/a.jpg", "nv/b.png", "loose.png", "mel/c.gif");
        File.WriteAllBytes(folder["mel/empty.jpg"], []);
        File.CreateSymbolicLink(folder["mel/gone.jpg"], "/no/such/file");
        Directory.CreateSymbolicLink(folder["mel/loop"], folder["mel"]);
        File.WriteAllText(folder["mel/notes.txt"], "no image");
        File.WriteAllText(folder["README"], "beside the classes");
        var catalogue = Read();
        Assert.Equal(["mel/a.jpg", "nv/b.png"], catalogue.Images.Select(i => i.Image));
        Assert.Equal(
            [
                ("loose.png", "not in a class's folder"),
                ("mel/c.gif", "not a JPEG, PNG, WebP or BMP image; save it as PNG or TIFF"),
                ("mel/empty.jpg", "the file is empty"),
                ("mel/gone.jpg", "a link to a file that is not there"),
            ],
            catalogue
                .Rejected.Where(r => !r.Image.EndsWith(".txt"))
                .OrderBy(r => r.Image, StringComparer.Ordinal)
                .Select(r => (r.Image, r.Reason))
        );
        Assert.StartsWith(
            "not an image file: .jpg",
            Assert.Single(catalogue.Rejected, r => r.Image == "mel/notes.txt").Reason
        );
    }

    [Fact]
    public void AFileThatVanishes_IsOneRejection()
    {
        Pictures("mel/a.jpg", "nv/b.png");
        var catalogue = Read();
        File.Delete(folder["mel/a.jpg"]);
        new Preparation(catalogue, new([8], null, 0, SplitBy.Lesion, 0, false)).Write(
            folder["data"],
            CancellationToken.None
        );
        Assert.Equal(
            ["image,reason", "\"mel/a.jpg\",\"no such file, or a link to nothing\""],
            File.ReadAllLines(folder["data/rejected.csv"]).Select((l, i) => i == 0 ? l : Quoted(l))
        );

        static string Quoted(string line) =>
            string.Join(',', line.Split(',', 2).Select(f => f.StartsWith('"') ? f : $"\"{f}\""));
    }

    [Fact]
    public void NoFolders_SaysWhatIsThere()
    {
        Pictures("a.jpg", "b.jpg");
        Assert.Contains(
            "--dataset unlabelled; found 2 image files (such as a.jpg)",
            Assert.Throws<InputException>(() => Read()).Message
        );
    }

    [Fact]
    public void Unlabelled_TakesSubfoldersToo()
    {
        Pictures("a.jpg", "b/a.jpg");
        Assert.Equal(["a.jpg", "b/a.jpg"], Read("unlabelled").Images.Select(i => i.Image));
    }

    [Fact]
    public void Groups_AreTheLesions_AndAPatientMayHaveTwoClasses()
    {
        Pictures("mel/a.jpg", "mel/b.jpg", "nv/c.jpg");
        File.WriteAllText(folder["groups.csv"], "image,lesion,patient\na,L1,P1\nb,L1,P1\nc,L2,P1\n");
        Assert.Equal(["L1", "L1", "L2"], Read().Images.Select(i => i.Lesion));
        var byPatient = Datasets.Read(
            new DataSource
            {
                Dataset = "folder",
                Folder = folder.Path,
                GroupBy = "patient",
            }
        );
        Assert.Equal(["P1", "P1", "P1"], byPatient.Images.Select(i => i.Lesion));
        Assert.Empty(byPatient.Rejected);
    }

    [Fact]
    public void Groups_ForADataSetThatTellsLesions_AreRefused() =>
        Assert.Contains(
            "--groups",
            Assert
                .Throws<InputException>(() =>
                    Datasets.Read(
                        new DataSource
                        {
                            Dataset = "ham10000",
                            Folder = folder.Path,
                            Groups = "g.csv",
                        }
                    )
                )
                .Message
        );
}
