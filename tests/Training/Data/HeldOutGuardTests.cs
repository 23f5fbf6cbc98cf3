using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class HeldOutGuardTests : IDisposable
{
    const int Side = 16;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void Prepare()
    {
        var phantoms = Datasets.Read("phantom", null, 30, 1);
        new Preparation(phantoms, new([Side], null, 1, SplitBy.Lesion, 0.3, true)).Write(
            folder["data"],
            CancellationToken.None,
            folder["held"]
        );
        Directory.CreateDirectory(folder["drawn"]);
        foreach (var image in Datasets.Read("phantom", null, 5, 2).Images)
            File.WriteAllBytes(folder[$"drawn/{image.Image}.png"], image.Read());
    }

    string HeldOut => Directory.EnumerateFiles(folder["held"], "*.png", SearchOption.AllDirectories).First();

    void Check()
    {
        var data = DataFolder.Open(folder["data"]);
        using var pixels = data.Pixels(Side);
        using var drawn = SyntheticPixels.Open(folder["drawn"], new(Side));
        var guard = new HeldOutGuard(folder["data"], data, pixels);
        guard.CheckFiles("--synthetic", folder["drawn"], CancellationToken.None);
        guard.Check("--synthetic", folder["drawn"], drawn.Count, drawn.Image, CancellationToken.None);
    }

    [Fact]
    public void Check_OfImagesThatAreNotHeldOut_Passes()
    {
        Prepare();
        Check();
    }

    [Fact]
    public void Check_OfACopiedPhotograph_NamesIt()
    {
        Prepare();
        File.Copy(HeldOut, folder["drawn/z.png"]);
        var message = Assert.Throws<InputException>(Check).Message;
        Assert.Contains(
            $"1 of its images is a held-out photograph of {folder["data"]} (such as "
                + $"{Path.GetFileNameWithoutExtension(HeldOut)})",
            message
        );
    }

    /// <summary>Another file, the same pixels: a re-encoded photograph in a set that says it was drawn.</summary>
    [Fact]
    public void Check_OfAPhotographThatWasEncodedAnew_NamesIt()
    {
        Prepare();
        var image = ImageDecoder.Decode(File.ReadAllBytes(HeldOut), int.MaxValue);
        File.WriteAllBytes(folder["drawn/z.png"], [.. PngEncoder.Encode(image.Rgb, image.Width, image.Height)]);
        File.WriteAllText(folder["drawn/dataset.json"], "{\"images\": 6}");
        Assert.Contains("held-out photograph", Assert.Throws<InputException>(Check).Message);
    }

    /// <summary>The same file, other pixels: the folder was packed when the decoder gave others.</summary>
    [Fact]
    public void Check_OfAFileThatWasPackedOtherwise_NamesIt()
    {
        Prepare();
        File.Copy(HeldOut, folder["drawn/z.png"]);
        File.WriteAllBytes(
            folder[$"data/pixels.{Side}.bin"],
            new byte[new FileInfo(folder[$"data/pixels.{Side}.bin"]).Length]
        );
        Assert.Contains("held-out photograph", Assert.Throws<InputException>(Check).Message);
    }
}
