using Platform.Training.Evaluation;
using Platform.Training.Experiments;
using Platform.Training.Head;
using Figure = Platform.Training.Evaluation.Figure;

namespace Platform.Training.Tests.Head;

/// <summary>Intervals of figures that are means over classes: rare classes must stay in every resample.</summary>
public sealed class BootstrapTests
{
    /// <summary>Answers to images of one lesion each: of each class so many, and so many of those right.</summary>
    static Predictions Answers(params (int Count, int Right)[] classes)
    {
        int[] truth = [.. classes.SelectMany((c, k) => Enumerable.Repeat(k, c.Count))];
        bool[] right = [.. classes.SelectMany(c => Enumerable.Range(0, c.Count).Select(i => i < c.Right))];
        return new(
            truth,
            [.. truth.Select((k, i) => Probabilities(right[i] ? k : (k + 1) % classes.Length, classes.Length))],
            [.. truth.Select((_, i) => $"{i}")],
            classes.Length
        );
    }

    static float[] Probabilities(int of, int classes) =>
        [.. Enumerable.Range(0, classes).Select(c => c == of ? 1f : 0)];

    /// <summary>
    /// Of independent lesions the variance of the mean recall is the sum of p (1 - p) / n over the classes, over their
    /// number squared.
    /// </summary>
    [Fact]
    public void Interval_OfBalancedAccuracy_IsTheClosedForm()
    {
        var classes = new[] { (Count: 300, Right: 240), (Count: 60, Right: 30), (Count: 25, Right: 10) };
        var (low, high) = Answers(classes).Interval(m => m.BalancedAccuracy, seed: 1, byClass: true)!.Value;
        var variance = classes.Sum(c => (double)c.Right / c.Count * (1 - (double)c.Right / c.Count) / c.Count) / 9;
        Assert.Equal(1, (high - low) / (2 * 1.96 * Math.Sqrt(variance)), 0.1);
        Assert.Equal(classes.Average(c => (double)c.Right / c.Count), (low + high) / 2, 0.02);
    }

    /// <summary>Each lesion of several photographs, drawn by a plain loop with another generator.</summary>
    [Fact]
    public void Interval_EqualsASlowLoopOverLesionsWithinClasses()
    {
        var random = new Random(4);
        var rows = Enumerable
            .Range(0, 60)
            .SelectMany(lesion =>
                Enumerable
                    .Range(0, 1 + random.Next(4))
                    .Select(_ => (Lesion: lesion, Class: lesion < 12 ? 1 : 0, Right: random.NextDouble() < 0.6))
            )
            .ToArray();
        double Balanced(IEnumerable<(int Lesion, int Class, bool Right)> some) =>
            some.GroupBy(r => r.Class).Average(c => c.Average(r => r.Right ? 1.0 : 0));
        var figures = new double[4000];
        for (var i = 0; i < figures.Length; i++)
        {
            var drawn = new List<(int, int, bool)>();
            foreach (var lesions in new[] { Enumerable.Range(0, 12).ToArray(), [.. Enumerable.Range(12, 48)] })
            foreach (var _ in lesions)
            {
                var lesion = lesions[random.Next(lesions.Length)];
                drawn.AddRange(rows.Where(r => r.Lesion == lesion));
            }
            figures[i] = Balanced(drawn);
        }
        Array.Sort(figures);
        var (low, high) = Bootstrap
            .Interval(
                [.. rows.Select(r => $"{r.Lesion}")],
                some => Balanced(some.Select(i => rows[i])),
                2,
                4000,
                [.. rows.Select(r => r.Class)]
            )!
            .Value;
        Assert.Equal(figures[100], low, 0.02);
        Assert.Equal(figures[^100], high, 0.02);
    }

    [Fact]
    public void Interval_WithinClasses_LosesNone()
    {
        string[] lesions = [.. Enumerable.Range(0, 305).Select(i => $"{i}")];
        int[] classes = [.. Enumerable.Range(0, 305).Select(i => i < 300 ? 0 : 1)];
        int Least(int[]? within)
        {
            var least = int.MaxValue;
            Bootstrap.Interval(
                lesions,
                rows => least = Math.Min(least, rows.Count(r => classes[r] == 1)),
                1,
                classes: within
            );
            return least;
        }
        Assert.Equal(5, Least(classes));
        Assert.True(Least(null) == 0, "or this test would show nothing");
    }

    /// <summary>
    /// A group such as persons below 30: 79 naevi, and a melanoma that was missed. Without it, a resample's mean recall
    /// jumps to the naevi's.
    /// </summary>
    [Fact]
    public void Figure_OfAClassOfFewLesions_WithholdsItsInterval()
    {
        var answers = Answers((79, 72), (1, 0));
        Assert.Null(answers.Interval(m => m.BalancedAccuracy, 0, byClass: true));
        Assert.NotNull(answers.Interval(m => m.Accuracy, 0));
        Assert.Null(Answers((4, 3)).Interval(m => m.Accuracy, 0));
        var metrics = HeadMetrics.OfHead(["nv", "mel"], answers, 0);
        Assert.True(metrics.ContainsKey("balanced_accuracy_ci_low"));
        Assert.Null(metrics["balanced_accuracy_ci_low"]);
        Assert.Equal("[withheld]", new Figure(0.3, null, null).Interval(100, "0.0"));
    }

    [Fact]
    public void Evaluator_OfASubgroupThatLosesAClass_WithholdsBalancedAccuracyAlone()
    {
        var answers = Answers((79, 72), (1, 0));
        var cases = new Cases(["nv", "mel"], answers, answers, null, null, [], null);
        var result = Evaluator.Of(
            cases,
            null,
            [("age", [.. answers.Truth.Select(_ => "0 to 29")])],
            "made",
            new string('0', 64),
            "test",
            true
        );
        var group = Assert.Single(result.Subgroups);
        Assert.Null(group.BalancedAccuracy.Low);
        Assert.InRange(group.Accuracy.Value, group.Accuracy.Low!.Value, group.Accuracy.High!.Value);
        Assert.Contains("[withheld]", HtmlReport.Write(result, ReportCharts.Of(result)));
    }

    /// <summary>
    /// One of two heads finds the rare class. Resamples that lose it would say that the two are equal.
    /// </summary>
    [Fact]
    public void Difference_OfBalancedAccuracy_DrawsWithinClasses()
    {
        CellResult Head(int found) =>
            new(
                0,
                SomePlan(),
                true,
                [new Dictionary<string, double> { ["balanced_accuracy"] = (1 + found / 8.0) / 2 }],
                null,
                [
                    [
                        .. Enumerable
                            .Range(0, 400)
                            .Select(i => new Answer(
                                $"{i}.png",
                                $"{i}",
                                i < 8 ? "mel" : "nv",
                                i < found ? "mel" : "nv"
                            )),
                    ],
                ]
            );
        var difference = Difference.Of(Head(8), Head(4), Measure.BalancedAccuracy)!;
        // 100 x the deviation of half the mean of 8 values, half of them 1
        Assert.Equal(
            1,
            (difference.Interval!.Value.High - difference.Mean) / (1.96 * 100 * 0.5 * Math.Sqrt(0.25 / 8)),
            0.15
        );
        Assert.Equal("no uncertainty known", Difference.Of(Rare(4), Rare(2), Measure.BalancedAccuracy)!.Verdict);

        CellResult Rare(int found) =>
            Head(found) with
            {
                Answers =
                [
                    [.. Head(found).Answers[0].Skip(4)],
                ],
            };
        static Cell SomePlan() => Experiments.SomePlan.Of("table2").Cells[0];
    }
}
