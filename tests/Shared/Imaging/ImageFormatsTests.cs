using Platform.Shared.Imaging;

namespace Platform.Shared.Tests.Imaging;

public sealed class ImageFormatsTests
{
    [Theory]
    [InlineData("a.jpg", true, false)]
    [InlineData("IMG_0001.JPG", true, false)]
    [InlineData("a.b/photo.JFIF", true, false)]
    [InlineData("a.jpe", true, false)]
    [InlineData("scan.Bmp", true, false)]
    [InlineData("scan.TIF", false, true)]
    [InlineData("IMG_0001.HEIC", false, true)]
    [InlineData("slice.dcm", false, true)]
    [InlineData("a.jpg.txt", false, false)]
    [InlineData("a.jpg/readme", false, false)]
    [InlineData("jpg", false, false)]
    [InlineData("a.", false, false)]
    public void Extension_TellsWhatIsReadInAnyCase(string path, bool readable, bool unreadable) =>
        Assert.Equal((readable, unreadable), (ImageFormats.IsReadable(path), ImageFormats.IsUnreadable(path)));

    [Fact]
    public void Lists_AreLowerCaseAndDisjoint()
    {
        string[] all = [.. ImageFormats.Readable, .. ImageFormats.Unreadable];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, e => Assert.Matches(@"^\.[a-z0-9]+$", e));
    }
}
