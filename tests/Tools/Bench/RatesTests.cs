using Platform.Shared;
using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class RatesTests
{
    [Theory]
    [InlineData("rate 123.456 images/s", 123.456)]
    [InlineData("40 of 40 images drawn now, 12.5 images/s", 12.5)]
    public void PrintedRate_IsTheNumberOfItsLine(string line, double expected) =>
        Assert.Equal(expected, PrintedRate.Of(["something else", line], "x"));

    [Fact]
    public void PrintedRate_OfNone_IsALine() =>
        Assert.Equal(
            "x: it ended without telling its rate",
            Assert.Throws<InputException>(() => PrintedRate.Of(["hello"], "x")).Message
        );

    [Fact]
    public void TrainingRate_IsImagesOverSeconds_WithoutTheFirstLine()
    {
        string[] log =
        [
            """{"step":1,"images_per_second":3}""",
            """{"step":3,"images_per_second":100}""",
            """{"step":4,"images_per_second":25}""",
        ];
        Assert.Equal(3 * 10 / (20 / 100.0 + 10 / 25.0), TrainingRate.Of(log, "step", 10), 1e-9);
    }

    [Fact]
    public void TrainingRate_OfOneLine_SaysWhatToGive() =>
        Assert.Contains(
            "--steps",
            Assert
                .Throws<InputException>(() => TrainingRate.Of(["""{"images":16,"images_per_second":3}"""], "images", 1))
                .Message
        );
}
