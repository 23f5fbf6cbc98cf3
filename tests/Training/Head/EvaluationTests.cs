using Platform.Training.Head;

namespace Platform.Training.Tests.Head;

public sealed class EvaluationTests
{
    [Fact]
    public void Predict_EqualsALoopOverAllPairs()
    {
        var random = new Random(2);
        float[][] Draw(int n) =>
            [
                .. Enumerable
                    .Range(0, n)
                    .Select(_ => Enumerable.Range(0, 6).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray()),
            ];
        var (train, test) = (Draw(80), Draw(40));
        var labels = train
            .Select(e =>
                e[0] + 0.2 * random.NextDouble() > 0
                    ? e[1] > 0
                        ? 2
                        : 1
                    : 0
            )
            .ToArray();
        static double Cosine(float[] a, float[] b) =>
            a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
        var expected = test.Select(t =>
            train
                .Select((e, i) => (Cosine: Cosine(t, e), Label: labels[i]))
                .OrderByDescending(n => n.Cosine)
                .Take(20)
                .GroupBy(n => n.Label)
                .MaxBy(c => c.Sum(n => Math.Exp(n.Cosine / 0.07)))!
                .Key
        );
        Assert.Equal(expected, new WeightedKnn().Predict(train, labels, test, 3));
    }

    [Fact]
    public void Interval_CoversTheTruthAsOftenAsItSays()
    {
        var covered = Enumerable
            .Range(0, 200)
            .Count(trial =>
            {
                var random = new Random(trial);
                var rows = Enumerable.Range(0, 100).Select(_ => random.NextDouble() < 0.7 ? 1.0 : 0).ToArray();
                var (low, high) = Bootstrap
                    .Interval(
                        [.. rows.Select((_, i) => $"{i}")],
                        drawn => drawn.Average(i => rows[i]),
                        trial,
                        resamples: 300
                    )!
                    .Value;
                return low <= 0.7 && 0.7 <= high;
            });
        Assert.InRange(covered / 200.0, 0.88, 0.99);
    }

    [Fact]
    public void Interval_LesionsOfManyPhotographsWidenIt()
    {
        var random = new Random(3);
        var lesion = Enumerable.Range(0, 50).Select(_ => (double)random.Next(2)).ToArray();
        double Width(Func<int, string> name)
        {
            var (low, high) = Bootstrap
                .Interval([.. Enumerable.Range(0, 500).Select(name)], rows => rows.Average(i => lesion[i / 10]), 1)!
                .Value;
            return high - low;
        }
        // Ten equal photographs of each of 50 lesions are worth 50, not 500: wider by the root of ten.
        Assert.InRange(Width(i => $"{i / 10}") / Width(i => $"{i}"), 2.5, 4);
    }

    [Fact]
    public void Split_KeepsLesionsWholeAndEveryClassToFitOn()
    {
        int[] labels = [.. Enumerable.Range(0, 90).Select(i => i < 3 ? 2 : i % 2)];
        string[] lesions = [.. labels.Select((l, i) => l == 2 ? "only" : $"{l}-{i / 6}")];
        var (fit, held) = LesionSplit.Of(labels, lesions, 0.3, 4);
        Assert.Equal(Enumerable.Range(0, 90), fit.Concat(held).Order());
        Assert.Empty(fit.Select(i => lesions[i]).Intersect(held.Select(i => lesions[i])));
        Assert.Equal([0, 1, 2], fit.Select(i => labels[i]).Distinct().Order());
        Assert.InRange(held.Length, 20, 34);
        Assert.NotEqual(held, LesionSplit.Of(labels, lesions, 0.3, 5).Held);
    }

    [Fact]
    public void Some_TakesClassesInProportionAndOneAtLeast()
    {
        int[] labels =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i =>
                    i < 2 ? 2
                    : i < 30 ? 1
                    : 0
                ),
        ];
        string[] lesions = [.. labels.Select((_, i) => $"{i / 2}")];
        var some = LesionSplit.Some(labels, lesions, 20, 1);
        Assert.Equal(20, some.Distinct().Count());
        Assert.Equal([13, 6, 1], new[] { 0, 1, 2 }.Select(c => some.Count(i => labels[i] == c)));
        // lesion by lesion, two photographs each
        Assert.InRange(some.Select(i => lesions[i]).Distinct().Count(), 10, 13);
        Assert.NotEqual(some, LesionSplit.Some(labels, lesions, 20, 2));
        Assert.Equal([0, 1, 2], LesionSplit.Some(labels, lesions, 3, 1).Select(i => labels[i]).Order());
    }
}
