using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Head;

namespace Platform.Training.Tests.Data;

/// <summary>What tells the phantom's classes apart, measured at 32 pixels by the linear head itself.</summary>
public sealed class PhantomTests
{
    const int Side = 32,
        Count = 480,
        ForFitting = 320;

    static readonly SourceImage[] Images = [.. Datasets.Read(Datasets.Phantom, null, Count, 5).Images];
    static readonly string[] Classes = [.. Images.Select(i => i.Label).Distinct().Order(StringComparer.Ordinal)];
    static readonly byte[][] Pixels = [.. Images.Select(i => Preprocessing.Square(i.Read(), new(Side)))];

    [Fact]
    public void Classes_AreNotToldByColour()
    {
        var plain = HeldOut(pixels => Means(pixels, 0, Side));
        Assert.InRange(plain.BalancedAccuracy, 0, 0.35);
        Assert.InRange(plain.Accuracy, 0, Majority + 0.05);
        Assert.InRange(HeldOut(Colours).BalancedAccuracy, 0, 0.55);
    }

    /// <summary>
    /// The control: the same head on the same means tells classes that differ by a tenth of a channel.
    /// </summary>
    [Fact]
    public void Classes_ThatWereTinted_WouldBeToldByColour()
    {
        byte[][] tinted = [.. Pixels.Select((pixels, i) => Tinted(pixels, Array.IndexOf(Classes, Images[i].Label)))];
        Assert.True(HeldOut(Colours, tinted).BalancedAccuracy > 0.65);
    }

    [Fact]
    public void Classes_AreToldByStructure() => Assert.True(HeldOut(Structure).BalancedAccuracy > 0.65);

    static double Majority =>
        Images.Skip(ForFitting).CountBy(i => i.Label).Max(c => c.Value) / (double)(Count - ForFitting);

    static ConfusionMatrix HeldOut(Func<byte[], float[]> features, byte[][]? pixels = null)
    {
        float[][] rows = [.. (pixels ?? Pixels).Select(features)];
        int[] labels = [.. Images.Select(i => Array.IndexOf(Classes, i.Label))];
        string[] lesions = [.. Images.Select(i => i.Lesion)];
        int[] held =
        [
            .. Enumerable.Range(ForFitting, Count - ForFitting).Where(i => !lesions[..ForFitting].Contains(lesions[i])),
        ];
        var head = LinearHead.Fit(rows[..ForFitting], labels[..ForFitting], Classes.Length);
        return Predictions
            .Of(
                head,
                [.. held.Select(i => rows[i])],
                [.. held.Select(i => labels[i])],
                [.. held.Select(i => lesions[i])]
            )
            .Confusion;
    }

    /// <summary>Mean red, green and blue of the picture and of its middle, where the lesion lies.</summary>
    static float[] Colours(byte[] pixels) => [.. Means(pixels, 0, Side), .. Means(pixels, 10, 22)];

    static float[] Means(byte[] pixels, int from, int to) =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(channel =>
                    (float)
                        Enumerable
                            .Range(from, to - from)
                            .Average(y =>
                                Enumerable
                                    .Range(from, to - from)
                                    .Average(x => (double)pixels[(y * Side + x) * 3 + channel])
                            )
                ),
        ];

    /// <summary>Logarithms of the mean difference of grey levels in the middle, 1 to 4 pixels apart.</summary>
    static float[] Structure(byte[] pixels)
    {
        double Grey(int x, int y) => pixels.Skip((y * Side + x) * 3).Take(3).Average(v => (double)v);
        var grey = new double[Side, Side];
        for (var y = 8; y < 24; y++)
        for (var x = 8; x < 24; x++)
            grey[y, x] = Grey(x, y);
        double Difference(int x, int y, int distance) =>
            Math.Abs(grey[y, x] - grey[y, x + distance]) + Math.Abs(grey[y, x] - grey[y + distance, x]);
        return
        [
            .. Enumerable
                .Range(1, 4)
                .Select(distance =>
                    (float)
                        Math.Log(
                            1
                                + Enumerable
                                    .Range(10, 8)
                                    .Average(y => Enumerable.Range(10, 8).Average(x => Difference(x, y, distance)))
                        )
                ),
        ];
    }

    /// <summary>A tenth less of the channel that the class has; the last class stays as it is.</summary>
    static byte[] Tinted(byte[] pixels, int label) =>
        [.. pixels.Select((v, i) => i % 3 == label ? (byte)(0.9 * v) : v)];
}
