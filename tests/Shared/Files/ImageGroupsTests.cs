using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

public sealed class ImageGroupsTests : IDisposable
{
    static readonly string[] Images = ["mel/a.jpg", "nv/a.jpg", "nv/b.jpg"];
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Table(params string[] lines)
    {
        File.WriteAllLines(folder["groups.csv"], lines);
        return folder["groups.csv"];
    }

    [Fact]
    public void Read_TakesPathsAndNames() =>
        Assert.Equal(
            ["L1", "L2", "L2"],
            ImageGroups.Read(Table("image;lesion", "mel/a.jpg;L1", "nv/a.jpg;L2", "b;L2"), "lesion", Images)
        );

    [Theory]
    [InlineData("no row with a lesion for nv/b.jpg", "mel/a.jpg,L1", "nv/a.jpg,L2")]
    [InlineData("line 3: lesion: b.jpg is in L1 and in L2", "b.jpg,L1", "b.jpg,L2")]
    [InlineData("a.jpg is the name of mel/a.jpg and of nv/a.jpg; write their paths", "a.jpg,L1", "b.jpg,L2")]
    public void Read_OfATableThatDoesNotTell_SaysWhy(string reason, params string[] rows) =>
        Assert.Contains(
            reason,
            Assert
                .Throws<InputException>(() => ImageGroups.Read(Table(["image,lesion", .. rows]), "lesion", Images))
                .Message
        );

    [Fact]
    public void Find_TakesTheFoldersOwnTable_IfItHasTheColumn()
    {
        var told = new List<string>();
        Assert.Null(ImageGroups.Find(null, folder.Path, "lesion", told.Add));
        Assert.Empty(told);
        Table("image,lesion", "a,L1");
        Assert.Equal(folder["groups.csv"], ImageGroups.Find(null, folder.Path, "lesion", told.Add));
        Assert.Null(ImageGroups.Find(null, folder.Path, "patient", told.Add));
        Assert.Equal("other.csv", ImageGroups.Find("other.csv", folder.Path, "patient", told.Add));
        Assert.Equal(2, told.Count);
        Assert.Contains("is not used: it has image, lesion", told[1]);
    }
}
