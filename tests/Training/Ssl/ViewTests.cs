using Platform.Training.Data;
using Platform.Training.Ssl.Views;

namespace Platform.Training.Tests.Ssl;

public sealed class ViewTests
{
    static readonly ViewOptions Options = new() { Blur = 0.5 };

    [Fact]
    public void Draw_DependsOnTheKeyAlone()
    {
        var once = View.Draw(new ViewRandom(1, 2, 3, 0), 64, Options);
        var again = View.Draw(new ViewRandom(1, 2, 3, 0), 64, Options);
        Assert.Equal(once with { Order = null }, again with { Order = null });
        Assert.Equal(once.Order, again.Order);
        foreach (
            var other in new[]
            {
                new ViewRandom(0, 2, 3, 0),
                new ViewRandom(1, 3, 3, 0),
                new ViewRandom(1, 2, 4, 0),
                new ViewRandom(1, 2, 3, 1),
                new ViewRandom(2, 1, 3, 0),
            }
        )
            Assert.NotEqual(once.Saturation, View.Draw(other, 64, Options).Saturation);
    }

    /// <summary>Shares have standard errors below 0.0035 over 20,000 draws.</summary>
    [Fact]
    public void Draw_KeepsItsProbabilitiesAndRanges()
    {
        var views = Enumerable.Range(0, 20_000).Select(i => View.Draw(new ViewRandom(7, i), 64, Options)).ToArray();
        double Share(Func<View, bool> of) => views.Count(of) / (double)views.Length;
        Assert.Equal(0.8, Share(v => v.Order is not null), 0.015);
        Assert.Equal(0.2, Share(v => v.Gray), 0.015);
        Assert.Equal(0.5, Share(v => v.Flip), 0.015);
        Assert.Equal(0.5, Share(v => v.BlurSigma > 0), 0.015);
        Assert.All(views, v => Assert.InRange(v.Brightness, 0.2f, 1.8f));
        Assert.All(views, v => Assert.InRange(v.Hue, -0.2f, 0.2f));
        Assert.Equal(1, views.Average(v => v.Contrast), 0.015);
        Assert.Equal(
            24,
            views.Where(v => v.Order is not null).Select(v => string.Join(",", v.Order!)).Distinct().Count()
        );
        foreach (var operation in Enum.GetValues<ColorOperation>())
            Assert.Equal(0.2, Share(v => v.Order?[0] == operation), 0.015);
    }

    [Theory, InlineData(Symmetry.None, 1), InlineData(Symmetry.Mirror, 2), InlineData(Symmetry.Square, 8)]
    public void Draw_DrawsEverySymmetryAsOften(Symmetry symmetry, int symmetries)
    {
        var views = Enumerable
            .Range(0, 20_000)
            .Select(i => View.Draw(new ViewRandom(7, i), 64, new() { Symmetry = symmetry }))
            .ToArray();
        var shares = views.CountBy(v => (v.Flip, v.QuarterTurns)).Select(c => c.Value / 20_000.0).ToArray();
        Assert.Equal(symmetries, shares.Length);
        Assert.All(shares, share => Assert.Equal(1.0 / symmetries, share, 0.015));
    }

    /// <summary>Log-uniform: as often a factor f as 1 / f, so the mean of the logarithms is 0.</summary>
    [Fact]
    public void Draw_CastIsLogUniform_AndLeavesTheOtherDrawsAsTheyWere()
    {
        const double strength = 0.25;
        foreach (var i in Enumerable.Range(0, 100))
            Assert.Equal(
                View.Draw(new ViewRandom(7, i), 64, Options) with
                {
                    Order = null,
                },
                View.Draw(new ViewRandom(7, i), 64, Options with { Cast = strength }) with
                {
                    Order = null,
                    Cast = null,
                }
            );
        double[] logs =
        [
            .. Enumerable
                .Range(0, 5000)
                .Select(i => View.Draw(new ViewRandom(7, i), 64, Options with { Cast = strength }).Cast!.Value)
                .SelectMany(c => new[] { c.R, c.G, c.B })
                .Select(f => Math.Log(f)),
        ];
        var most = Math.Log(1 + strength);
        Assert.All(logs, l => Assert.InRange(l, -most - 1e-6, most + 1e-6));
        Assert.Equal(0, logs.Average(), 0.005);
        Assert.Equal(most * most / 3, logs.Average(l => l * l), 0.0005); // variance of a uniform distribution
    }

    /// <summary>
    /// Of areas uniform in [0.08, 0.5] nearly none is refused, so the mean is 0.29; with all of [0.08, 1] the large and
    /// flat are.
    /// </summary>
    [Fact]
    public void Crop_AreaIsUniformAndRatioLogUniform()
    {
        const int side = 224,
            draws = 20_000;
        var crops = Enumerable
            .Range(0, draws)
            .Select(i =>
            {
                var random = new ViewRandom(3, i);
                return Crop.Draw(ref random, side, 0.08);
            })
            .ToArray();
        Assert.All(
            crops,
            c => Assert.True(c.Top >= 0 && c.Left >= 0 && c.Top + c.Height <= side && c.Left + c.Width <= side)
        );
        var areas = crops.Select(c => c.Height * c.Width / (double)(side * side)).ToArray();
        Assert.InRange(areas.Min(), 0.075, 0.09);
        var low = areas.Where(a => a < 0.5).ToArray();
        Assert.Equal(0.29, low.Average(), 0.005); // uniform below one half
        Assert.Equal(0.5, low.Count(a => a < 0.29) / (double)low.Length, 0.02);
        var logs = crops
            .Where(c => c.Height * c.Width < side * side / 2)
            .Select(c => Math.Log(c.Width / (double)c.Height))
            .ToArray();
        Assert.Equal(0, logs.Average(), 0.01);
        Assert.InRange(logs.Max(), Math.Log(4.0 / 3) - 0.02, Math.Log(4.0 / 3) + 0.03);
        // a uniform's deviation
        Assert.Equal(Math.Log(4.0 / 3) / Math.Sqrt(3), Math.Sqrt(logs.Average(x => x * x)), 0.01);
    }
}
