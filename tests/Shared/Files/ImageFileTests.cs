using Platform.Shared.Files;
using Platform.Shared.Imaging.Formats;

namespace Platform.Shared.Tests.Files;

public sealed class ImageFileTests
{
    [Fact]
    public void Read_OfADeviceWithoutAnEnd_StopsAtTheLimit()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "no such device here");
        var limits = new ImageLimits { MaxBytes = 100_000 };
        var refusal = Assert.Throws<ImageException>(() => ImageFile.Read("/dev/zero", limits));
        Assert.Contains("more than 100,000 bytes", refusal.Message);
    }

    [Fact]
    public void Read_OfAFileAtTheLimit_GivesAllOfIt()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = (Path.Combine(folder.Path, "a.png"), new byte[200_000]);
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        Assert.Equal(bytes, ImageFile.Read(path, new ImageLimits { MaxBytes = bytes.Length }));
        Assert.Throws<ImageException>(() => ImageFile.Read(path, new ImageLimits { MaxBytes = bytes.Length - 1 }));
    }
}
