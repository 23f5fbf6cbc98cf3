using Platform.Shared.Sampling;

namespace Platform.Shared.Tests.Sampling;

public sealed class CopiesIndexTests : IDisposable
{
    const int Features = 40;
    readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    static float[] Random(int number)
    {
        var values = new float[Features];
        LatentSampler.Fill(1, number, stream: 0, values);
        return values;
    }

    static readonly IReadOnlyList<IReadOnlyList<float[]>> Training =
    [
        .. Enumerable.Range(0, 80).Select(i => (float[][])[Random(i), Random(1000 + i)]),
    ];
    static readonly CopiesIndex Index = CopiesIndex.Build(Training, [.. Enumerable.Range(2000, 30).Select(Random)]);

    [Fact]
    public void Ratio_OfATrainingPhotographInAnyOrientation_IsZero()
    {
        Assert.Equal(0, Index.Ratio(Random(7)));
        Assert.Equal(0, Index.Ratio(Random(1007)));
    }

    [Fact]
    public void IsCopy_OfASlightChange_ButNotOfAnotherImage()
    {
        var near = Random(7).Zip(Random(3000), (a, b) => a + 0.1f * b).ToArray();
        Assert.True(Index.IsCopy(near));
        Assert.DoesNotContain(Enumerable.Range(2000, 30), i => Index.IsCopy(Random(i)));
        Assert.InRange(Enumerable.Range(4000, 100).Count(i => Index.IsCopy(Random(i))), 0, 15); // one in 31 is expected
    }

    /// <summary>
    /// In full precision and without the projection the ratio is about the same: Johnson and Lindenstrauss's promise.
    /// </summary>
    [Fact]
    public void Ratio_IsNearThatOfTheEmbeddingsThemselves()
    {
        float[] mean = [.. Enumerable.Range(0, Features).Select(f => Training.SelectMany(p => p).Average(e => e[f]))];
        float[] Unit(float[] e)
        {
            var c = e.Zip(mean, (a, m) => a - m).ToArray();
            var length = MathF.Sqrt(c.Sum(v => v * v));
            return [.. c.Select(v => v / length)];
        }
        double Slow(float[] query)
        {
            var distances = Training
                .Select(p => p.Min(e => Math.Sqrt(Unit(e).Zip(Unit(query), (a, b) => (double)(a - b) * (a - b)).Sum())))
                .Order()
                .Take(50)
                .ToArray();
            return distances[0] / distances.Average();
        }
        float[] Near(int i) => [.. Random(i).Zip(Random(3000 + i), (a, b) => a + 0.3f * b)];
        Assert.InRange(Enumerable.Range(5000, 40).Select(Random).Average(q => Index.Ratio(q) / Slow(q)), 0.9, 1.1);
        Assert.InRange(Enumerable.Range(0, 40).Select(Near).Average(q => Index.Ratio(q) / Slow(q)), 0.9, 1.1);
    }

    [Fact]
    public void Load_GivesBackWhatWasSaved()
    {
        Index.Save(file);
        var loaded = CopiesIndex.Load(file);
        Assert.Equal((Index.Threshold, 80), (loaded.Threshold, loaded.Photographs));
        foreach (var i in Enumerable.Range(6000, 20))
            Assert.Equal(Index.Ratio(Random(i)), loaded.Ratio(Random(i)));
        Assert.InRange(new FileInfo(file).Length, 80 * 2 * 64, 80 * 2 * 64 + 4 * Features + 200);
    }

    [Fact]
    public void Load_OfADamagedFile_NamesIt()
    {
        Index.Save(file);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        Assert.StartsWith(file, Assert.Throws<InputException>(() => CopiesIndex.Load(file)).Message);
        File.WriteAllText(file, "nothing");
        Assert.StartsWith(file, Assert.Throws<InputException>(() => CopiesIndex.Load(file)).Message);
    }
}
