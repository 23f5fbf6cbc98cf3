using Platform.Shared;
using Platform.Shared.Files;
using Platform.Tools.Calling;

namespace Platform.Tools.Tests.Calling;

public sealed class LabelledFileTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("call-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    void Write(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllBytes(Path.Combine(folder, name), [1]);
        }
    }

    [Fact]
    public void Find_LabelsByTheOutermostFolder_AndNamesWhatCannotBeUsed()
    {
        Write("loose.jpg", "mel/a.JPG", "mel/old/b.jfif", "nv/c.tif", "groups.csv");
        var unusable = new List<UnusableFile>();
        Assert.Equal(
            [("loose.jpg", null), ("a.JPG", "mel"), ("b.jfif", "mel")],
            LabelledFile.Find(folder, unusable.Add).Select(f => (Path.GetFileName(f.Path), f.Label))
        );
        Assert.Equal("nv/c.tif", Assert.Single(unusable).File.Name);
    }

    [Fact]
    public void Find_WithoutImages_SaysWhatIsThere()
    {
        Write("notes.txt");
        Assert.Contains(
            "no image in it; found no image files, 1 other file (such as notes.txt)",
            Assert.Throws<InputException>(() => LabelledFile.Find(folder)).Message
        );
    }
}
