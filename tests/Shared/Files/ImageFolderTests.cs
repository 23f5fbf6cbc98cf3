using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Shared.Tests.Files;

public sealed class ImageFolderTests : IDisposable
{
    static readonly byte[] Png = PngEncoder.Encode(new byte[12], 2, 2);
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    ImageFolder Walk() => ImageFolder.Walk(folder.Path);

    string[] Names() => [.. Walk().Images.Select(f => f.Name)];

    (string, string) OnlyUnusable() => Assert.Single(Walk().Unusable) is var u ? (u.File.Name, u.Reason) : default;

    [Fact]
    public void Walk_GivesTheImagesOfAllFolders_InOrdinalOrder()
    {
        foreach (var name in new[] { "b/old/x.JPG", "b/a.png", "B/z.jfif", "a.WebP", "b-c/y.bmp", "b/scan" })
            folder.Write(name, Png);
        Assert.Equal(["B/z.jfif", "a.WebP", "b-c/y.bmp", "b/a.png", "b/old/x.JPG", "b/scan"], Names());
        Assert.Equal(["b", "old"], Walk().Images[4].Folders);
        Assert.Empty(Walk().Unusable);
        Assert.Empty(Walk().Others);
    }

    [Fact]
    public void Walk_NamesImagesOfOtherFormatsAndEmptyFiles()
    {
        folder.Write("a/x.TIF", Png);
        folder.Write("a/y.jpg", []);
        Assert.Equal(
            [("a/x.TIF", "not a JPEG, PNG, WebP or BMP image"), ("a/y.jpg", "the file is empty")],
            Walk().Unusable.Select(u => (u.File.Name, u.Reason))
        );
    }

    [Fact]
    public void Walk_TellsOtherFilesFromImages_AndPassesOverHiddenOnesAndLeftovers()
    {
        folder.Write("notes.txt", [1]);
        folder.Write("README", "text"u8.ToArray());
        foreach (
            var name in new[] { ".hidden.jpg", "._x.jpg", ".git/x.png", "__MACOSX/a/x.jpg", "Thumbs.db", "desktop.ini" }
        )
            folder.Write(name, Png);
        Assert.Equal(["README", "notes.txt"], Walk().Others.Select(f => f.Name));
        Assert.Empty(Names());
        Assert.Empty(Walk().Unusable);
    }

    [Fact]
    public void Walk_NamesALinkToNothing_AndFollowsTheOthers()
    {
        folder.Write("real/x.png", Png);
        folder.Write("in/y.png", Png);
        File.CreateSymbolicLink(folder["in/gone.jpg"], "/no/such/file");
        File.CreateSymbolicLink(folder["in/file.png"], folder["real/x.png"]);
        Directory.CreateSymbolicLink(folder["in/folder"], folder["real"]);
        var found = ImageFolder.Walk(folder["in"]);
        Assert.Equal(["file.png", "folder/x.png", "y.png"], found.Images.Select(f => f.Name));
        Assert.Equal(
            "a link to a file that is not there",
            Assert.Single(found.Unusable, u => u.File.Name == "gone.jpg").Reason
        );
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../../{0}/a")]
    public void Walk_EndsWhereLinksLeadBack(string target)
    {
        folder.Write("a/b/x.png", Png);
        Directory.CreateSymbolicLink(folder["a/b/loop"], string.Format(target, Path.GetFileName(folder.Path)));
        Assert.Equal(["a/b/x.png"], Names());
    }

    [Fact]
    public void Walk_NamesALinkToItself()
    {
        File.CreateSymbolicLink(folder["x.jpg"], folder["y.jpg"]);
        File.CreateSymbolicLink(folder["y.jpg"], folder["x.jpg"]);
        Assert.All(Walk().Unusable, u => Assert.Equal("a link that leads back to itself", u.Reason));
        Assert.Equal(2, Walk().Unusable.Count);
    }

    [Fact]
    public void Walk_NamesFilesAndFoldersWhoseNameIsNotUtf8()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "file names are Unicode there");
        folder.Write("x.png", Png);
        folder.Shell(
            "cp x.png \"$(printf 'caf\\351').jpg\"; mkdir \"$(printf 'cl\\351')\"; "
                + "cp x.png \"$(printf 'cl\\351')/y.png\""
        );
        Assert.Equal(["x.png"], Names());
        Assert.Equal(2, Walk().Unusable.Count);
        Assert.All(Walk().Unusable, u => Assert.Contains("its name is not UTF-8", u.Reason));
        folder.Shell("rm -r caf* cl*"); // .NET cannot
    }

    [Fact]
    public void Walk_DoesNotWaitForAPipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no pipes there");
        folder.Shell("mkfifo x.jpg pipe");
        Assert.Equal(("x.jpg", "the file is empty"), OnlyUnusable());
    }

    [Fact]
    public void Walk_NamesAFolderThatMayNotBeRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "everything may be read");
        folder.Write("a/x.png", Png);
        folder.Write("y.png", Png);
        folder.Shell("chmod 000 a");
        try
        {
            Assert.Equal(("a", "the folder cannot be read: no permission to read it"), OnlyUnusable());
        }
        finally
        {
            folder.Shell("chmod 700 a");
        }
    }

    [Fact]
    public void Found_SaysWhatIsThere()
    {
        folder.Write("a/x.tif", Png);
        folder.Write("n.txt", [1]);
        Assert.Equal(
            "no image files, 1 file that cannot be used (a/x.tif: not a JPEG, PNG, WebP or BMP image), "
                + "1 other file (such as n.txt)",
            Walk().Found
        );
    }
}
