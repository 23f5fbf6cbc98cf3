using Platform.Training.Experiments;
using Platform.Training.Head;

namespace Platform.Training.Tests.Experiments;

public sealed class DifferenceTests
{
    const int Images = 400;
    static readonly Cell cell = SomePlan.Of("table2").Cells[0];

    /// <summary>
    /// Heads that name the first so many images rightly, in an order of its own for each, each image of a lesion of its
    /// own.
    /// </summary>
    static CellResult Heads(params (int Right, int Order)[] heads) =>
        Result([
            .. heads.Select(h =>
            {
                int[] order = [.. Enumerable.Range(0, Images)];
                if (h.Order > 0)
                    new Random(h.Order).Shuffle(order);
                return (IReadOnlyList<Answer>)
                    [
                        .. Enumerable
                            .Range(0, Images)
                            .Select(i => new Answer($"{i}.png", $"{i}", "nv", order[i] < h.Right ? "nv" : "mel")),
                    ];
            }),
        ]);

    static CellResult Result(IReadOnlyList<IReadOnlyList<Answer>> answers) =>
        new(
            0,
            cell,
            true,
            [
                .. answers.Select(a => new Dictionary<string, double>
                {
                    ["accuracy"] = a.Count(x => x.TrueClass == x.PredictedClass) / (double)a.Count,
                }),
            ],
            null,
            answers
        );

    static double Half(Difference difference) => (difference.Interval!.Value.High - difference.Interval.Value.Low) / 2;

    /// <summary>
    /// The standard error of a difference of paired shares: sqrt(b + c - (b - c)^2 / n) / n, where b and c count the
    /// images that one side alone has right (McNemar 1947).
    /// </summary>
    static double ClosedForm(CellResult with, CellResult without)
    {
        var signs = with.Answers[0]
            .Zip(
                without.Answers[0],
                (a, b) => (a.PredictedClass == "nv" ? 1.0 : 0) - (b.PredictedClass == "nv" ? 1 : 0)
            )
            .ToArray();
        return 100 * Math.Sqrt(signs.Sum(s => s * s) - Math.Pow(signs.Sum(), 2) / Images) / Images;
    }

    [Theory, InlineData(0, 0), InlineData(0, 5), InlineData(4, 5)]
    public void Of_OneEncoder_HasThePairedIntervalOverLesions(int order, int other)
    {
        var (with, without) = (Heads((280, order)), Heads((240, other)));
        var difference = Difference.Of(with, without, Measure.Accuracy)!;
        Assert.Equal(10, difference.Mean, 1e-9);
        Assert.Equal(1, Half(difference) / (1.96 * ClosedForm(with, without)), 0.1);
        Assert.Equal("better, of these two encoders", difference.Verdict);
        Assert.Equal("worse, of these two encoders", Difference.Of(without, with, Measure.Accuracy)!.Verdict);
    }

    [Fact]
    public void Of_TheSameAnswers_IsZero() =>
        Assert.Equal(new Difference(0, (0, 0), 1), Difference.Of(Heads((280, 3)), Heads((280, 3)), Measure.Accuracy));

    [Fact]
    public void Of_FewImagesApart_IsWithinNoise() =>
        Assert.Equal("within noise", Difference.Of(Heads((244, 1)), Heads((240, 2)), Measure.Accuracy)!.Verdict);

    [Fact]
    public void Of_Seeds_AddsTheIntervalOverThem()
    {
        // 10 and 8 points: mean 9, and half of Student's interval 12.706 x sqrt(2) / sqrt(2)
        var difference = Difference.Of(Heads((280, 1), (320, 2)), Heads((240, 3), (288, 4)), Measure.Accuracy)!;
        Assert.Equal(9, difference.Mean, 1e-9);
        Assert.InRange(Half(difference), 12.706, 14);
        Assert.Equal("within noise", difference.Verdict);
        var many = Difference.Of(
            Heads((280, 1), (320, 2), (300, 5), (310, 7)),
            Heads((240, 3), (280, 4), (260, 6), (270, 8)),
            Measure.Accuracy
        )!; // 10 points each
        Assert.InRange(Half(many), 0.5, 5);
        Assert.Equal("better", many.Verdict);
    }

    [Fact]
    public void Of_AnswersToOtherImages_KnowsNoInterval()
    {
        var other = Result([
            [.. Heads((240, 1)).Answers[0].Select(a => a with { Image = "x" + a.Image })],
        ]);
        Assert.Equal("no uncertainty known", Difference.Of(Heads((280, 1)), other, Measure.Accuracy)!.Verdict);
    }

    [Fact]
    public void Of_WithoutAFigure_IsNull() =>
        Assert.Null(Difference.Of(Heads((200, 0)), new(0, cell, false, [], null, []), Measure.Accuracy));

    [
        Theory,
        InlineData(new[] { 1.0 }, 0),
        InlineData(new[] { 1.0, 3 }, 12.706),
        InlineData(new[] { 1.0, 2, 3 }, 4.303 / 1.7320508)
    ]
    public void HalfInterval_IsStudents(double[] values, double half) =>
        Assert.Equal(half, Student.HalfInterval(values), 1e-6);

    [Fact]
    public void Over_IsMeanAndSampleDeviation() =>
        Assert.Equal(new Figure(2, 1), Figure.Over([new(1), new(2), new(3)]));

    [Fact]
    public void ToString_IsTheSameInEveryCulture() =>
        Assert.Equal(
            ("71.84 ± 0.23", "71.84 [70.00, 73.50]", "71.84"),
            (
                new Figure(71.84, 0.23).ToString(),
                new Figure(71.84, Interval: (70, 73.5)).ToString(),
                new Figure(71.84).ToString()
            )
        );
}
