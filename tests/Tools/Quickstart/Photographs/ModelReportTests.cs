using Platform.Shared.Formats;
using Platform.Tools.Quickstart.Photographs;

namespace Platform.Tools.Tests.Quickstart.Photographs;

public sealed class ModelReportTests
{
    static readonly MeasuredFigure Most = new(1, 0.987654, 1);
    static readonly MeasuredFigure Less = new(0.5, 0.4, 0.6);
    static readonly MeasuredComparison Compared = new(Less, new(0.5, -0.01, 0.6));
    static readonly MeasuredBaseline Frozen = new(
        HeadContracts.FrozenImageNet,
        [new("training", Compared, Compared), new("uniform", Compared, Compared)],
        Compared
    );
    static readonly MeasuredBaseline Untrained = new(
        "untrained",
        [new("training", new(Most, Most), new(Most, Most))],
        null
    );
    static readonly PhotographsRequest Request = new() { Dataset = "folder", Source = "/photographs" };

    static Measured Of(string[] classes, int[][] confusion, MeasuredMalignancy? malignancy, bool calibrated = true) =>
        new(
            classes,
            confusion.Sum(row => row.Sum()),
            40,
            confusion,
            Most,
            Most,
            calibrated
                ?
                [
                    new("training", Most, Most, confusion),
                    new(
                        "uniform",
                        Most,
                        Most,
                        [
                            [30, 0],
                            [9, 1],
                        ]
                    ),
                ]
                : [],
            malignancy,
            [Untrained, Frozen]
        );

    static string[] Lines(Measured measured, PhotographsRequest? request = null) =>
        [.. new ModelReport(measured, request ?? Request, 100).Lines()];

    [Fact]
    public void Lines_NameClassesThatNoAnswerNames_AndThoseWithFewPhotographs()
    {
        var lines = Lines(
            Of(
                ["mel", "nv"],
                [
                    [30, 0],
                    [10, 0],
                ],
                new(30, Most, [new(0.9, 0.0312, Most, null)])
            )
        );
        Assert.Contains("never named, as among your photographs: nv", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("never named, all classes alike"));
        Assert.Contains("too few held-out photographs to say much of: nv 10 (fewer than 20)", lines);
        Assert.Contains("malignancy (mel):", lines);
        Assert.Contains("threshold 0.0312, set to find 90 % of them on other lesions:", lines);
        Assert.Contains(lines, l => l.StartsWith("sensitivity") && l.Contains("100 % [98.8, 100]"));
        Assert.Contains("accuracy          100 % [98.8, 100]    50.0 % [40.0, 60.0]  +50.0 [-1.0, +60.0]", lines);
        Assert.All(lines, l => Assert.True(l.Length <= 80, l));
    }

    [Theory]
    [InlineData("left,right", null, "which of left, right is malignant is not known here")]
    [InlineData("mel,bcc", null, "every class counts as malignant")]
    [InlineData("left,right", "right", "too few photographs")]
    [InlineData("benign,malignant", null, "too few photographs")]
    public void Lines_WithoutAScoreOfMalignancy_SayWhy(string classes, string? malignant, string reason)
    {
        var measured = Of(
            classes.Split(','),
            [
                [30, 0],
                [0, 30],
            ],
            malignancy: null
        );
        var lines = Lines(measured, Request with { Malignant = malignant }).Select(l => l.Trim());
        Assert.Contains(reason, string.Join(' ', lines));
    }

    [Fact]
    public void Lines_OfAHeadThatIsNotCalibrated_GiveItsOwnFigures()
    {
        var lines = Lines(
            Of(
                ["mel", "nv"],
                [
                    [30, 0],
                    [0, 30],
                ],
                malignancy: null,
                calibrated: false
            )
        );
        Assert.Contains(lines, l => l.StartsWith("accuracy") && l.Contains("100 %"));
        Assert.Contains("all classes alike: not told, too few photographs to calibrate on", lines);
    }

    [Fact]
    public void Limits_SayWhatItIsNot()
    {
        var measured = Of(
            ["mel", "nv"],
            [
                [30, 0],
                [0, 30],
            ],
            malignancy: null
        );
        string[] lines = [.. new ModelReport(measured, Request, 4524).Limits()];
        Assert.Contains("not a medical device", lines[0]);
        Assert.Contains("4,524 photographs of /photographs alone", string.Join(' ', lines.Select(l => l.Trim())));
        Assert.All(lines, l => Assert.True(l.Length <= 80, l));
    }
}
