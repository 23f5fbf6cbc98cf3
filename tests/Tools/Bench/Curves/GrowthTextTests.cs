using Platform.Tools.Bench.Curves;

namespace Platform.Tools.Tests.Bench.Curves;

public sealed class GrowthTextTests
{
    [Fact]
    public void Lines_HaveABlockForEachMeasure_AndSayWhatIsWorseThanLinear()
    {
        string[] lines = [.. GrowthText.Lines(Sizes.Growth())];
        Assert.Equal(2 * (1 + 3) + 1, lines.Length);
        Assert.Equal("fit a | head: time, s, median of 3 interleaved runs [least-most]", lines[0]);
        Assert.Matches(@"^  images 100 +1\.00 \[0\.90-1\.10\]$", lines[1]);
        Assert.Matches(@"^  images 1,000 +10\.00 \[9\.00-11\.00\] +exponent 1\.00$", lines[2]);
        Assert.EndsWith("exponent 1.50, worse than linear", lines[3]);
        Assert.EndsWith("exponent 0.00", lines[7]);
        Assert.Equal("  Worse than linear: time, images 1,000 to 10,000 (exponent 1.50).", lines[8]);
    }

    [Fact]
    public void Lines_OfACurveInProportion_SayThatNoneIsWorse() =>
        Assert.Equal(
            "  No cost grows worse than linearly.",
            GrowthText.Lines(Sizes.Of([1, 8], new("p99", "ms", true), 10, 80)).Last()
        );

    [Fact]
    public void Lines_OfAFigureOfZero_SayThatTheExponentCannotBeTold() =>
        Assert.EndsWith(
            "exponent cannot be told",
            GrowthText.Lines(Sizes.Of([1, 8], new("memory", "MB", true), 0, 80)).ElementAt(2)
        );

    [Fact]
    public void Markdown_IsATableAndTheConditions()
    {
        var lines = GrowthText
            .Markdown(Sizes.Growth(), ["growth-fit.png", "growth-fit-most-memory.png"], ["machine: one"])
            .Split('\n');
        Assert.Equal("# fit a | head", lines[0]);
        Assert.Contains("| images | time, s | exponent | most memory, MB | exponent |", lines);
        Assert.Contains("| 100 | 1.00 [0.90-1.10] |  | 50.00 [50.00-50.00] |  |", lines);
        Assert.Contains(
            "| 10,000 | 316.20 [300.00-400.00] | 1.50, worse than linear | 50.00 [50.00-50.00] | 0.00 |",
            lines
        );
        Assert.Equal(
            ["- one thread", "- exponent", "- machine: one"],
            lines.Where(l => l.StartsWith("- ")).Select(l => l.Split(": slope")[0])
        );
        Assert.Equal(2, lines.Count(l => l.StartsWith("![")));
    }

    [Fact]
    public void Csv_HasALineForEachFigure()
    {
        var lines = GrowthText.Csv(Sizes.Growth()).TrimEnd('\n').Split('\n');
        Assert.Equal(1 + 3 * 3 * 2, lines.Length);
        Assert.Equal("bench,axis,size,repetition,measure,unit,value", lines[0]);
        Assert.Equal("growth-fit,images,10000,3,time,s,400", lines[^2]);
    }
}
