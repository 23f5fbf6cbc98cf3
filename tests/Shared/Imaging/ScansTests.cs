using System.Diagnostics;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Tools.Bench.Siege;

namespace Platform.Shared.Tests.Imaging;

/// <summary>A small file that asks for long work: refused by its markers, or stopped while it is decoded.</summary>
public class ScansTests
{
    const int Side = 96;
    static readonly ImageLimits Unlimited = new() { MaxScans = int.MaxValue, MaxPasses = int.MaxValue };

    static string Refusal(byte[] encoded) =>
        Assert.Throws<ImageException>(() => Preprocessing.Square(encoded, new(Side))).Message;

    [Fact]
    public void Square_OfMoreScansThanTheLimit_IsRefused()
    {
        Assert.Equal(
            "more than 64 scans, which is the limit: save it with fewer scans, or as a JPEG that is not "
                + "progressive",
            Refusal(ManyScans.Jpeg(64, 48, 65))
        );
        Assert.Equal(16 * 16 * 3, Preprocessing.Square(ManyScans.Jpeg(64, 48, 64), new(16)).Length);
    }

    [Fact]
    public void Square_OfManyScansOverALargePicture_IsRefusedByItsMarkers()
    {
        var refused =
            "its scans go over more than 1,200,000,000 samples, which is the limit: save it with fewer "
            + "scans, or as a JPEG that is not progressive";
        Assert.Equal(refused, Refusal(ManyScans.Jpeg(7000, 7000, 200)));
        Assert.Equal(refused, Refusal(ManyScans.Jpeg(7000, 7000, 25)));
    }

    /// <summary>libjpeg's own progressions: scans, and passes over the pixels: 4:2:0, 4:4:4, RGB and CMYK.</summary>
    [Theory]
    [InlineData(10, 8)]
    [InlineData(10, 14)]
    [InlineData(14, 18)]
    [InlineData(18, 24)]
    public void CheckScans_OfAnOrdinaryProgression_PassesForTheLargestPicture(int scans, int passes) =>
        ImageLimits.Default.CheckScans(scans, (double)passes * ImageLimits.Default.MaxPixels);

    /// <summary>Decoders count scans too, and give up at 100.</summary>
    [Fact]
    public void Square_OfManyScans_StopsWhenItIsCancelled() => AssertStops(ManyScans.Jpeg(7000, 7000, 99));

    [Fact]
    public void Square_OfALargeInterlacedPng_StopsWhenItIsCancelled() =>
        AssertStops(ImageParts.InterlacedPng(6000, 6000));

    /// <summary>The same pixels whether a decoder is given the whole file or a few bytes at a time.</summary>
    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("progressive-restarts.jpg")]
    [InlineData("progressive-cmyk.jpg")]
    [InlineData("three-scans.jpg")]
    [InlineData("interlaced.png")]
    public void Square_WithinItsTime_IsThatWithoutALimit(string name)
    {
        using var never = new CancellationTokenSource(TimeSpan.FromHours(1));
        Assert.Equal(
            Preprocessing.Square(ImageParts.Read(name), new(16)),
            Preprocessing.Square(ImageParts.Read(name), new(16), ImageLimits.Default, never.Token)
        );
    }

    static void AssertStops(byte[] encoded)
    {
        var whole = Stopwatch.StartNew();
        Preprocessing.Square(encoded, new(Side), Unlimited);
        whole.Stop();
        var stopped = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(whole.Elapsed / 8);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Preprocessing.Square(encoded, new(Side), Unlimited, limit.Token)
        );
        Assert.True(stopped.Elapsed < whole.Elapsed / 2, $"{stopped.Elapsed} of {whole.Elapsed}");
    }
}
