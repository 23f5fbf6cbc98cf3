using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class OutcomeTextTests
{
    [Fact]
    public void Lines_HaveABlockForEachMeasure_AndWhatWasSkipped()
    {
        string[] lines = [.. OutcomeText.Lines(Sides.Outcome("Python: not there"))];
        Assert.Equal(2 * (1 + 3 + 2) + 1, lines.Length);
        Assert.Equal("classify | 32 callers: rate, images/s, median of 3 interleaved runs [least-most]", lines[0]);
        Assert.Matches(@"^  310\.00 \[300\.00-320\.00\] +ours: what ours does$", lines[1]);
        Assert.Equal("  ours, INT8 against Node: 4.50 times better", lines[5]);
        Assert.Equal("  ours against Node: no difference (1.02)", lines[10]);
        Assert.Equal("  skipped: Python: not there", lines[^1]);
    }

    [Fact]
    public void Markdown_IsTwoTablesAndTheConditions()
    {
        var lines = OutcomeText
            .Markdown(Sides.Outcome("Python: not there"), ["serve.png", "serve-p99.png"], ["machine: one"])
            .Split('\n');
        Assert.Equal(@"# classify | 32 callers", lines[0]);
        Assert.Contains("| side | rate, images/s | p99, ms | what is timed |", lines);
        Assert.Contains("| ours | 310.00 [300.00-320.00] | 42.00 [40.00-44.00] | what ours does |", lines);
        Assert.Contains("| ours | Node | 1.55 times better | no difference (1.02) |", lines);
        Assert.Equal(
            ["- skipped: Python: not there", "- 2 threads", "- machine: one"],
            lines.Where(l => l.StartsWith("- "))
        );
        Assert.Equal(2, lines.Count(l => l.StartsWith("![")));
        Assert.All(lines.Where(l => l.StartsWith('|')), l => Assert.InRange(l.Count(c => c == '|'), 5, 5));
    }

    [Fact]
    public void Csv_HasALineForEachFigure_AndQuotesCommas()
    {
        var lines = OutcomeText.Csv(Sides.Outcome()).TrimEnd('\n').Split('\n');
        Assert.Equal(1 + 3 * 3 * 2, lines.Length);
        Assert.Equal("bench,side,ours,repetition,measure,unit,value", lines[0]);
        Assert.Equal("serve,\"ours, INT8\",yes,2,p99,ms,11", lines[1 + 6 + 3]);
        Assert.Equal("serve,Node,no,3,rate,images/s,210", lines[^2]);
    }
}
