using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class EmbeddingDensityTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("density-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    /// <summary>Two classes with the standard deviations 1 and 3 along the two axes, at (-10, 0) and (10, 0).</summary>
    static EmbeddingDensity TwoClasses()
    {
        var random = new Random(1);
        var labels = Enumerable.Range(0, 40_000).Select(i => i % 2).ToArray();
        return EmbeddingDensity.Fit(
            [.. labels.Select(l => new[] { 20 * l - 10 + Normal(random), 3 * Normal(random) })],
            labels,
            2
        );
    }

    /// <summary>
    /// By hand: (dx^2 / 1 + dy^2 / 9) / 2 from the nearer centre, less (x^2 / 101 + y^2 / 9) / 2 for the relative one.
    /// </summary>
    [Theory]
    [InlineData(10, 0)]
    [InlineData(8, 6)]
    [InlineData(-12, -3)]
    [InlineData(0, 9)]
    public void Distance_IsMahalanobisFromTheNearestClass(float x, float y)
    {
        var density = TwoClasses();
        var dx = Math.Abs(x) - 10;
        var expected = (dx * dx / 1.05 + y * y / 9.05) / 2; // with the ridge: 1 % of the mean variance, 5
        Assert.Equal(expected, density.Distance([x, y]), 0.02 * (1 + expected));
        Assert.Equal(
            expected - (x * x / 101.55 + y * y / 9.55) / 2,
            density.RelativeDistance([x, y]),
            0.02 * (1 + expected)
        ); // here of 55
    }

    [Fact]
    public void Distance_OfConstantFeatures_StaysFinite()
    {
        var random = new Random(2);
        var density = EmbeddingDensity.Fit(
            [.. Enumerable.Range(0, 30).Select(_ => new[] { Normal(random), 0, 5f })],
            new int[30],
            1
        );
        Assert.True(double.IsFinite(density.Distance([0, 0, 5])));
        Assert.True(density.Distance([0, 4, 5]) > 10 * density.Distance([0, 0, 5]));
    }

    [Fact]
    public void Load_GivesBackWhatWasSaved_AndRefusesADamagedFile()
    {
        var (density, path) = (TwoClasses(), Path.Combine(folder, "density.bin"));
        density.Save(path);
        var loaded = EmbeddingDensity.Load(path);
        Assert.Equal(density.Distance([3, 4]), loaded.Distance([3, 4]));
        Assert.Equal(density.RelativeDistance([3, 4]), loaded.RelativeDistance([3, 4]));
        var bytes = File.ReadAllBytes(path);
        foreach (var damaged in new[] { bytes[..^1], [.. bytes, 0], bytes[..3] })
        {
            File.WriteAllBytes(path, damaged);
            Assert.Contains(
                "density.bin: damaged",
                Assert.Throws<InputException>(() => EmbeddingDensity.Load(path)).Message
            );
        }
    }

    [Fact]
    public void NearestCases_EqualASlowSearch_AndSurviveAFile()
    {
        var random = new Random(3);
        float[][] rows =
        [
            .. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 7).Select(_ => Normal(random)).ToArray()),
        ];
        var path = Path.Combine(folder, "cases.bin");
        new NearestCases(
            [.. rows.Select((_, i) => $"ISIC_{i}")],
            [.. rows.Select((_, i) => i % 2 == 0 ? "nv" : "mel")],
            rows
        ).Save(path);
        var wanted = rows[9].Select(v => 2 * v + 0.05f).ToArray();
        double Cosine(float[] a) =>
            a.Zip(wanted, (x, y) => (double)x * y).Sum()
            / Math.Sqrt(a.Sum(x => (double)x * x) * wanted.Sum(x => (double)x * x));
        var expected = Enumerable.Range(0, 50).OrderByDescending(i => Cosine(rows[i])).Take(3).ToArray();
        var found = NearestCases.Load(path).Of(wanted, 3);
        Assert.Equal(expected.Select(i => $"ISIC_{i}"), found.Select(f => f.Image));
        Assert.Equal("mel", found[0].Label);
        Assert.All(expected.Zip(found), p => Assert.Equal(Cosine(rows[p.First]), p.Second.Similarity, 2e-3));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]);
        Assert.Throws<InputException>(() => NearestCases.Load(path));
    }
}
