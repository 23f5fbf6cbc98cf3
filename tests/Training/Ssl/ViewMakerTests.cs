using Platform.Training.Data;
using Platform.Training.Ssl.Views;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class ViewMakerTests
{
    const int Side = 24;
    static readonly Crop Whole = new(0, 0, Side, Side);
    static readonly View Identity = new(Whole);

    /// <summary>
    /// Half the side by triangle filters two pixels wide: 1/8, 3/8, 3/8, 1/8 of four neighbours along each axis.
    /// </summary>
    [Fact]
    public void Apply_ToAnotherSide_ResizesAsFarAsAsked()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        var x = rand(2, 3, 16, 16);
        var whole = new View(new Crop(0, 0, 16, 16));
        var y = ViewMaker.Apply(x, [whole, whole with { Flip = true }], 8);
        Assert.Equal([2L, 3, 8, 8], y.shape);
        float[] taps = [1f / 8, 3f / 8, 3f / 8, 1f / 8];
        for (var row = 1; row < 7; row++)
        for (var column = 1; column < 7; column++)
        {
            var expected = 0.0;
            for (var i = 0; i < 4; i++)
            for (var j = 0; j < 4; j++)
                expected += taps[i] * taps[j] * x[0, 1, 2 * row - 1 + i, 2 * column - 1 + j].item<float>();
            Assert.Equal(expected, y[0, 1, row, column].item<float>(), 1e-5);
        }
        AssertClose(ViewMaker.Apply(x, [whole, whole], 8)[1].flip(2), y[1], 1e-6);
        Assert.Equal([2L, 3, 24, 24], ViewMaker.Apply(x, [whole, whole], 24).shape);
    }

    [Fact]
    public void Apply_IdentityParametersGiveTheImage()
    {
        using var scope = NewDisposeScope();
        var x = Images(3);
        AssertClose(x, ViewMaker.Apply(x, [Identity, Identity, Identity]), 1e-6);
        var neutral = Identity with { Order = Enum.GetValues<ColorOperation>() };
        AssertClose(x, ViewMaker.Apply(x, [neutral, neutral, neutral]), 1e-5);
    }

    [Fact]
    public void Apply_CastMultipliesEachChannel_AndStaysInRange()
    {
        using var scope = NewDisposeScope();
        var x = Images(2);
        var y = ViewMaker.Apply(x, [Identity, Identity with { Cast = (1.1f, 1, 0.5f) }]);
        AssertClose(x[0], y[0], 1e-6);
        AssertClose((x[1, 0] * 1.1f).clamp(0, 1), y[1, 0], 1e-6);
        AssertClose(x[1, 1], y[1, 1], 1e-6);
        AssertClose(x[1, 2] * 0.5f, y[1, 2], 1e-6);
    }

    [Fact]
    public void Apply_DoesNotDependOnTheBatch()
    {
        using var scope = NewDisposeScope();
        var x = Images(9);
        var options = new ViewOptions
        {
            Blur = 0.5,
            Symmetry = Symmetry.Square,
            Cast = 0.3,
        };
        var views = Enumerable.Range(0, 9).Select(i => View.Draw(new ViewRandom(5, i), Side, options)).ToArray();
        var together = ViewMaker.Apply(x, views);
        for (var i = 0; i < 9; i++)
            AssertClose(together.narrow(0, i, 1), ViewMaker.Apply(x.narrow(0, i, 1), [views[i]]), 1e-5);
        Assert.Equal(together.data<float>().ToArray(), ViewMaker.Apply(x, views).data<float>().ToArray());
        Assert.InRange(together.min().item<float>(), -1e-6f, 1);
        Assert.InRange(together.max().item<float>(), 0, 1 + 1e-6f);
    }

    [Fact]
    public void Apply_FlipMirrorsTheCrop()
    {
        using var scope = NewDisposeScope();
        var x = Images(1);
        var view = new View(new Crop(3, 2, 11, 13));
        AssertClose(ViewMaker.Apply(x, [view]).flip(3), ViewMaker.Apply(x, [view with { Flip = true }]), 1e-6);
    }

    [Fact]
    public void Apply_QuarterTurnsComeAfterTheFlip()
    {
        using var scope = NewDisposeScope();
        var x = Images(3);
        var view = new View(new Crop(3, 2, 11, 13), Flip: true);
        var flipped = ViewMaker.Apply(x, [view, view, view]);
        var turned = ViewMaker.Apply(x, [view, view with { QuarterTurns = 1 }, view with { QuarterTurns = 3 }]);
        for (var i = 0; i < 3; i++)
            AssertClose(flipped[i].rot90(i == 2 ? 3 : i, (1, 2)), turned[i], 1e-6);
    }

    /// <summary>Half-pixel centres, neighbours kept inside the crop.</summary>
    [Fact]
    public void Apply_CropEqualsBilinearLoop()
    {
        using var scope = NewDisposeScope();
        var x = Images(2);
        Crop[] crops = [new(5, 1, 9, 14), new(0, 12, 24, 7)];
        var y = ViewMaker.Apply(x, [new(crops[0]), new(crops[1])]);
        for (var n = 0; n < 2; n++)
        for (var c = 0; c < 3; c++)
        for (var i = 0; i < Side; i++)
        for (var j = 0; j < Side; j++)
        {
            var (top, bottom, v) = Neighbours(i, crops[n].Top, crops[n].Height);
            var (left, right, u) = Neighbours(j, crops[n].Left, crops[n].Width);
            double At(int row, int column) => x[n, c, row, column].item<float>();
            if ((i + j) % 5 != 0)
                continue; // a fifth is enough
            var expected =
                (1 - v) * ((1 - u) * At(top, left) + u * At(top, right))
                + v * ((1 - u) * At(bottom, left) + u * At(bottom, right));
            Assert.Equal(expected, y[n, c, i, j].item<float>(), 1e-5);
        }
    }

    [Fact]
    public void Apply_BlurEqualsLoopWithMirroredBorders()
    {
        using var scope = NewDisposeScope();
        const int side = 60,
            radius = 3;
        const float sigma = 1.3f;
        random.manual_seed(4);
        var x = rand(1, 3, side, side);
        var y = ViewMaker.Apply(x, [new View(new(0, 0, side, side)) with { BlurSigma = sigma }]);
        var kernel = Enumerable
            .Range(-radius, 2 * radius + 1)
            .Select(k => Math.Exp(-k * k / (2 * sigma * sigma)))
            .ToArray();
        static int Mirror(int i) =>
            i < 0 ? -i
            : i >= side ? 2 * side - 2 - i
            : i;
        foreach (var (i, j) in new[] { (0, 0), (1, 58), (30, 17), (59, 59), (2, 40) })
        {
            double sum = 0;
            for (var a = 0; a < kernel.Length; a++)
            for (var b = 0; b < kernel.Length; b++)
                sum += kernel[a] * kernel[b] * x[0, 1, Mirror(i + a - radius), Mirror(j + b - radius)].item<float>();
            Assert.Equal(sum / (kernel.Sum() * kernel.Sum()), y[0, 1, i, j].item<float>(), 1e-5);
        }
    }

    [Fact]
    public void Apply_GrayUsesTheLumaWeights()
    {
        using var scope = NewDisposeScope();
        // red, green, blue
        var x = tensor(new[] { 1f, 0, 0, 0, 1, 0, 0, 0, 1 }).reshape(3, 3, 1, 1).expand(3, 3, Side, Side);
        var view = Identity with { Gray = true };
        var y = ViewMaker.Apply(x, [view, view, view]);
        float[] weights = [0.2989f, 0.587f, 0.114f];
        for (var n = 0; n < 3; n++)
        for (var c = 0; c < 3; c++)
            Assert.Equal(weights[n], y[n, c, 7, 9].item<float>(), 1e-6);
    }

    [
        Theory,
        InlineData(ColorOperation.Brightness, 1.6f),
        InlineData(ColorOperation.Contrast, 0.3f),
        InlineData(ColorOperation.Contrast, 1.7f),
        InlineData(ColorOperation.Saturation, 0.2f),
        InlineData(ColorOperation.Saturation, 1.8f),
        InlineData(ColorOperation.Hue, 0.19f),
        InlineData(ColorOperation.Hue, -0.13f)
    ]
    public void Apply_ColorOperationEqualsItsScalarReference(ColorOperation operation, float factor)
    {
        using var scope = NewDisposeScope();
        var x = Images(2);
        x[0, 1] = x[0, 0]; // ties for the largest channel
        x[1, 2] = x[1, 0];
        x[1, 1, 0] = x[1, 0, 0]; // and greys
        var factors = tensor(new[] { factor, factor / 2 }).view(2, 1, 1, 1);
        var y = ColorOperations.Apply(operation, x, factors);
        for (var n = 0; n < 2; n++)
        {
            var pixels = x[n]
                .permute(1, 2, 0)
                .contiguous()
                .data<float>()
                .ToArray()
                .Chunk(3)
                .Select(p => (double)p[0] is var r ? (r, g: (double)p[1], b: (double)p[2]) : default)
                .ToArray();
            var got = y[n].permute(1, 2, 0).contiguous().data<float>().ToArray();
            var mean = pixels.Average(p => Luma(p.r, p.g, p.b));
            double f = n == 0 ? factor : factor / 2;
            for (var i = 0; i < pixels.Length; i++)
            {
                var (r, g, b) = pixels[i];
                var expected = operation switch
                {
                    ColorOperation.Brightness => (Clip(r * f), Clip(g * f), Clip(b * f)),
                    ColorOperation.Contrast => Blend(pixels[i], mean, f),
                    ColorOperation.Saturation => Blend(pixels[i], Luma(r, g, b), f),
                    _ => Hue(r, g, b, f),
                };
                Assert.Equal(expected.Item1, got[3 * i], 2e-5);
                Assert.Equal(expected.Item2, got[3 * i + 1], 2e-5);
                Assert.Equal(expected.Item3, got[3 * i + 2], 2e-5);
            }
        }
    }

    [Fact]
    public void Apply_KeepsTheOrderOfTheColorOperations()
    {
        using var scope = NewDisposeScope();
        var x = Images(1);
        ColorOperation[] order =
        [
            ColorOperation.Saturation,
            ColorOperation.Brightness,
            ColorOperation.Hue,
            ColorOperation.Contrast,
        ];
        var view = Identity with { Order = order, Brightness = 1.5f, Contrast = 0.6f, Saturation = 1.7f, Hue = 0.1f };
        var expected = x;
        foreach (var (operation, factor) in order.Zip(new[] { 1.7f, 1.5f, 0.1f, 0.6f }))
            expected = ColorOperations.Apply(operation, expected, tensor(factor).view(1, 1, 1, 1));
        AssertClose(expected, ViewMaker.Apply(x, [view]), 1e-5);
        var reversed = ViewMaker.Apply(x, [view with { Order = [.. order.Reverse()] }]);
        Assert.True((reversed - expected).abs().max().item<float>() > 0.01f);
    }

    static Tensor Images(int count)
    {
        random.manual_seed(11);
        return rand(count, 3, Side, Side);
    }

    static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, tolerance);

    static (int, int, double) Neighbours(int output, int start, int length)
    {
        var at = Math.Clamp((output + 0.5) * length / Side - 0.5, 0, length - 1);
        var low = (int)at;
        return (start + low, start + Math.Min(low + 1, length - 1), at - low);
    }

    static double Clip(double v) => Math.Clamp(v, 0, 1);

    static double Luma(double r, double g, double b) => 0.2989 * r + 0.587 * g + 0.114 * b;

    static (double, double, double) Blend((double r, double g, double b) p, double other, double f) =>
        (Clip(f * p.r + (1 - f) * other), Clip(f * p.g + (1 - f) * other), Clip(f * p.b + (1 - f) * other));

    /// <summary>To HSV, the hue turned, and back by the six sectors.</summary>
    static (double, double, double) Hue(double r, double g, double b, double turns)
    {
        var (max, min) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        var c = max - min;
        var h =
            c == 0 ? 0
            : max == r ? (g - b) / c
            : max == g ? (b - r) / c + 2
            : (r - g) / c + 4;
        h = ((h / 6 + turns) % 1 + 1) % 1;
        var s = max == 0 ? 0 : c / max;
        var sector = (int)(h * 6);
        var fraction = h * 6 - sector;
        var (p, q, t) = (max * (1 - s), max * (1 - s * fraction), max * (1 - s * (1 - fraction)));
        return sector switch
        {
            0 => (max, t, p),
            1 => (q, max, p),
            2 => (p, max, t),
            3 => (p, q, max),
            4 => (t, p, max),
            _ => (max, p, q),
        };
    }
}
