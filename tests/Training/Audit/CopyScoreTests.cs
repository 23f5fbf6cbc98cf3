using Platform.Shared.Imaging;
using Platform.Training.Audit;
using Platform.Training.Data;
using SkiaSharp;

namespace Platform.Training.Tests.Audit;

public sealed class CopyScoreTests
{
    const int Side = 64;

    static byte[] Encoded(int index) => Datasets.Read("phantom", null, 40, 3).Images[index].Read();

    static byte[] Square(byte[] encoded) => Preprocessing.Square(encoded, new(Side));

    [Theory]
    [InlineData(0, false, 100)]
    [InlineData(0, true, 100)]
    [InlineData(0.05, false, 90)]
    [InlineData(0.05, true, 60)]
    public void Of_AMirroredCroppedRecompressedCopy_IsHigh(double crop, bool mirror, int quality)
    {
        for (var i = 0; i < 12; i++)
            Assert.True(
                CopyScore.Of(Square(Leak.Of(Encoded(i), crop, mirror, quality, i)), Square(Encoded(i)), Side)
                    > AuditLimits.Default.CopyScore,
                $"{i}"
            );
    }

    [Fact]
    public void Of_AnotherImage_IsLow()
    {
        var lesions = Datasets.Read("phantom", null, 40, 3).Images.Select(i => i.Lesion).ToArray();
        for (var i = 0; i < 12; i++)
        for (var j = i + 1; j < 12; j++)
            if (lesions[i] != lesions[j])
                Assert.True(
                    CopyScore.Of(Square(Encoded(i)), Square(Encoded(j)), Side) < AuditLimits.Default.CopyScore,
                    $"{i} {j}"
                );
    }

    [Fact]
    public void Of_AnImageWithItself_IsOne()
    {
        var image = Square(Encoded(0));
        Assert.Equal(1, CopyScore.Of(image, image, Side), 1e-4);
        Assert.Equal(0, CopyScore.Of(new byte[Side * Side * 3], image, Side), 1e-4); // no detail, no likeness
    }

    /// <summary>The area by counting pairs: members at 1, 2, 3 and others at 2, 4 give (2 + 1.5 + 1) / 6 won.</summary>
    [Fact]
    public void MembershipInference_IsTheShareOfPairsThatItOrders()
    {
        var found = MembershipInference.Of([1, 2, 3], [2, 4], ["a", "b", "c", "d", "e"]);
        Assert.Equal((2 + 1.5 + 1) / 6, found.Area.Value, 1e-9);
        var random = new Random(1);
        double[] Draw(double shift) => [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() + shift)];
        string[] lesions = [.. Enumerable.Range(0, 800).Select(i => $"{i}")];
        var clean = MembershipInference.Of(Draw(0), Draw(0), lesions);
        Assert.InRange(clean.Area.Value, 0.44, 0.56);
        Assert.True(clean.Area.Low < 0.53 && clean.Area.High > 0.47);
        Assert.True(MembershipInference.Of(Draw(0), Draw(0.3), lesions).Area.Low > 0.6);
    }
}

/// <summary>Turns a photograph into one that a careless generator would give away.</summary>
static class Leak
{
    /// <param name="crop">share of each side that is lost, from a corner that the seed chooses</param>
    public static byte[] Of(byte[] encoded, double crop, bool mirror, int quality, int seed)
    {
        var random = new Random(seed);
        using var original = SKBitmap.Decode(encoded);
        var (width, height) = ((float)(original.Width * (1 - crop)), (float)(original.Height * (1 - crop)));
        var (x, y) = (
            (float)(random.NextDouble() * (original.Width - width)),
            (float)(random.NextDouble() * (original.Height - height))
        );
        using var surface = SKSurface.Create(new SKImageInfo(original.Width, original.Height));
        if (mirror)
            surface.Canvas.Scale(-1, 1, original.Width / 2f, 0);
        using var image = SKImage.FromBitmap(original);
        surface.Canvas.DrawImage(
            image,
            new SKRect(x, y, x + width, y + height),
            new SKRect(0, 0, original.Width, original.Height),
            new SKSamplingOptions(SKCubicResampler.Mitchell)
        );
        using var copy = surface.Snapshot();
        using var data = copy.Encode(quality == 100 ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}
