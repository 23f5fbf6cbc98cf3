using System.Text.Json.Nodes;
using Platform.EndToEnd.Tests.Terminal;

namespace Platform.EndToEnd.Tests.Photographs;

/// <summary>The whole job on a folder of one's own photographs, by one command.</summary>
public sealed class PhotographsTests(PhotographsFixture own) : IClassFixture<PhotographsFixture>
{
    IReadOnlyList<string> Lines(string sent) => new Screen(PhotographsFixture.Columns, sent).Lines;

    string Line(string begin) =>
        Lines(own.Finished.Sent).First(l => l.TrimStart().StartsWith(begin, StringComparison.Ordinal));

    JsonNode Measured(string head) => JsonNode.Parse(File.ReadAllText(own[$"{head}/evaluation.json"]))!;

    static string Percent(JsonNode? figure) =>
        (double)figure!["value"]! is var share && share == 1
            ? "100 %"
            : FormattableString.Invariant($"{100 * share:0.0} %");

    [Fact]
    public void Quickstart_BeforeItStarts_SaysWhatItFoundAndWhatItTakes()
    {
        var lines = Lines(own.Stopped.Sent);
        var classes = Directory.GetDirectories(own.Source);
        foreach (var folder in classes)
        {
            var (code, images) = (Path.GetFileName(folder), Directory.GetFiles(folder).Length);
            Assert.Contains(lines, l => l.TrimStart().StartsWith($"{images} photographs  {code}"));
        }
        Assert.Contains(lines, l => l.StartsWith("as malignant count", StringComparison.Ordinal) && l.Contains("mel"));
        Assert.Matches(
            @"^On .+, 1 thread, which trains at \d+ photographs a second:$",
            lines.Single(l => l.StartsWith("On "))
        );
        Assert.Matches(@"altogether +about \d+ (s|min)$", lines.Single(l => l.Contains("altogether")));
    }

    [Fact]
    public void Quickstart_Interrupted_GoesOnWithItsTraining()
    {
        Assert.Equal(130, own.Stopped.ExitCode);
        Assert.Equal("error: interrupted", Lines(own.Stopped.Sent)[^1]);
        Assert.False(own.WasDoneWhenStopped, "a training that was stopped is not taken for trained");
        Assert.True(own.Finished.ExitCode == 0, own.Finished.Sent);
        Assert.Contains("goes on in", own.Finished.Sent);
        Assert.DoesNotContain("measuring how fast", own.Finished.Sent);
        Assert.Equal(own.FirstLogged, File.ReadLines(own["encoder/log.jsonl"]).First()); // another start writes anew
    }

    [Fact]
    public void Quickstart_AtItsEnd_SaysHowGoodTheModelIs_BesideTheFrozenEncoder()
    {
        var mine = Measured("head");
        var frozen = mine["baselines"]!.AsArray().Single(b => (string?)b!["encoder"] == "imagenet, frozen");
        foreach (var figure in new[] { "accuracy", "balanced_accuracy" })
        {
            var line = Line(figure.Replace('_', ' '));
            Assert.Contains(Percent(mine["priors"]!.AsArray().FirstOrDefault()?[figure] ?? mine[figure]), line);
            Assert.Contains(Percent(frozen!["priors"]![0]![figure]!["value"]), line);
        }
        foreach (var said in new[] { "not a medical device", "MODEL_CARD.md", "report.html", "inference serve" })
            Assert.Contains(said, own.Finished.Sent.ReplaceLineEndings(""));
    }

    [Fact]
    public void Quickstart_AtATerminalOf80Columns_FitsIntoIt()
    {
        var screen = new Screen(PhotographsFixture.Columns, own.Finished.Sent);
        Assert.True(screen is { IsCursorVisible: true, EndsWithALine: true });
        Assert.Empty(screen.Strange);
        Assert.DoesNotContain(screen.Wrapped, line => !line.Contains('/')); // a path may be as long as it is
    }

    [Fact]
    public async Task Bundle_IsWhole_ClassifiesAndDrawsNothing()
    {
        var verified = await Command.Inference("verify", own.Bundle);
        Assert.True(verified.ExitCode == 0, verified.Error);
        Assert.DoesNotContain("generator.onnx", verified.Output);
        var photograph = Directory.EnumerateFiles(Path.Combine(own.Source, "mel")).First();
        var classified = await Command.Inference("classify", own.Bundle, photograph);
        Assert.True(classified.ExitCode == 0, classified.Error);
        var sampled = await Command.Inference("sample", own.Bundle, "--count", "1", "--out", own["drawn"]);
        Assert.Equal(1, sampled.ExitCode);
        Assert.Contains("published without a generator", Assert.Single(sampled.Complaints));
    }

    [Fact]
    public async Task Quickstart_Again_KeepsWhatIsDone_AndServesThePageUntilItIsStopped()
    {
        var written = File.GetLastWriteTimeUtc(own["encoder/encoder.bin"]);
        using var terminal = new PseudoTerminal(new(PhotographsFixture.Columns), "Platform.Tools", own.Line);
        await terminal.UntilAsync(s => s.Contains("Ctrl-C stops the server", StringComparison.Ordinal));
        var page = Lines(terminal.Sent).Single(l => l.StartsWith("Its page is at ")).Split(' ')[4];
        using var http = new HttpClient(new HttpClientHandler { UseProxy = false });
        Assert.Contains("<html", await http.GetStringAsync(page, TestContext.Current.CancellationToken));
        await terminal.InterruptAsync();
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Equal(written, File.GetLastWriteTimeUtc(own["encoder/encoder.bin"]));
    }

    [Theory]
    [InlineData("was made with --dataset folder", "--epochs", "3")]
    [InlineData("was made with --dataset folder", "--epochs", "6", "--malignant", "mel")]
    public async Task Quickstart_WithOtherArguments_IsRefused(string reason, params string[] others)
    {
        string[] line = ["quickstart", "--dataset", "folder", "--source", own.Source, "--out", own.Root, .. others];
        var result = await Command.Tools(line);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, Assert.Single(result.Complaints));
    }

    [Fact]
    public async Task Quickstart_OnPhantoms_LeavesAFolderOfPhotographsAlone()
    {
        var result = await Command.Tools("quickstart", "--out", own.Root);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("was made on own photographs", Assert.Single(result.Complaints));
    }
}
