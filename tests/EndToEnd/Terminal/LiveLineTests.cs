namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>
/// What a line of progress does beside other lines, in a window that changes, and when work is stopped.
/// </summary>
[Collection(nameof(Quickstart))]
public sealed class LiveLineTests(QuickstartFixture quickstart) : IDisposable
{
    static readonly TerminalMode Usual = new(80);
    readonly string folder = Directory.CreateTempSubdirectory("lesion-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string In(string name) => Path.Combine(folder, name);

    string[] LongGan =>
        ["gan", "--preset", "smoke", "--threads", "1", "--data", quickstart["data"], "--out", In("gan")];

    /// <summary>The name is one that Spectre.Console would take for markup.</summary>
    [Fact]
    public async Task Classify_OfGoodAndBadImages_PrintsEachAboveTheBar()
    {
        foreach (var (image, i) in quickstart.HeldOutImages.Take(8).Select((f, i) => (f, i)))
            File.Copy(image, In($"[red]{i}[2K.png"));
        File.WriteAllText(In("[bad].png"), "no image");
        using var terminal = new PseudoTerminal(Usual, "Platform.Inference", ["classify", quickstart.Bundle, folder]);
        Assert.Equal(1, await terminal.ExitCodeAsync());
        var screen = new Screen(200, terminal.Sent);
        Assert.Single(screen.Lines, l => l.StartsWith($"error: {In("[bad].png")}: ", StringComparison.Ordinal));
        for (var i = 0; i < 8; i++)
            Assert.Single(screen.Lines, l => l.StartsWith(In($"[red]{i}[2K.png"), StringComparison.Ordinal));
        Assert.Single(
            screen.Lines,
            l => l.StartsWith("classify ━", StringComparison.Ordinal) && l.Contains("━ 9/9 images ")
        );
        Assert.EndsWith("not a medical device", screen.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gan_AtATerminal_InterruptedByControlC_EndsItsLineAndGoesOn()
    {
        using var terminal = new PseudoTerminal(Usual, "Platform.Training", LongGan);
        await terminal.UntilAsync(s => s.Contains('━'));
        await terminal.InterruptAsync();
        Assert.Equal(130, await terminal.ExitCodeAsync());
        var screen = new Screen(Usual.Columns, terminal.Sent);
        Assert.True(screen is { IsCursorVisible: true, EndsWithALine: true });
        Assert.Equal("error: interrupted", screen.Lines[^1]);
        Assert.Matches(@"^gan ━+ [\d,]+/12,000 img ", screen.Lines[^2]);
        Assert.True(File.Exists(In("gan/checkpoint.bin")));
    }

    /// <summary>Work that awaits nothing is told to end all the same.</summary>
    [Fact]
    public async Task Classify_AtATerminal_InterruptedByControlC_EndsItsLine()
    {
        for (var i = 0; i < 3000; i++)
            File.CreateSymbolicLink(In($"{i:0000}.png"), quickstart.HeldOutImages[0]);
        using var terminal = new PseudoTerminal(Usual, "Platform.Inference", ["classify", quickstart.Bundle, folder]);
        await terminal.UntilAsync(s => s.Contains('━'));
        await terminal.InterruptAsync();
        Assert.Equal(130, await terminal.ExitCodeAsync());
        Assert.Equal("error: interrupted", new Screen(Usual.Columns, terminal.Sent).Lines[^1]);
        Assert.DoesNotContain("2999.png", terminal.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gan_InAWindowThatIsNarrowed_FitsIntoIt()
    {
        using var terminal = new PseudoTerminal(Usual, "Platform.Training", LongGan);
        await terminal.UntilAsync(s => Drawn(s).Any(l => l.Length > 60));
        await terminal.ResizeAsync(40);
        await terminal.UntilAsync(s => Drawn(s).Any(l => l.Length < 40));
        await terminal.InterruptAsync();
        Assert.Equal(130, await terminal.ExitCodeAsync());
        Assert.InRange(Drawn(terminal.Sent)[^1].Length, 20, 39);

        // Each line as it was drawn, of those that were drawn whole.
        static string[] Drawn(string sent) =>
            [
                .. sent.Split('\r')
                    .SkipLast(1)
                    .Select(l => new Screen(1000, l).Lines.FirstOrDefault() ?? "")
                    .Where(l => l.StartsWith("gan ", StringComparison.Ordinal)),
            ];
    }

    [Fact]
    public async Task Runs_InANarrowWindow_TellsEachRunAndItsState()
    {
        using var terminal = new PseudoTerminal(new(80), "Platform.Training", ["runs", quickstart.Root]);
        Assert.Equal(0, await terminal.ExitCodeAsync());
        var screen = new Screen(80, terminal.Sent);
        foreach (var (run, kind) in new[] { ("gan", "gan"), ("encoder", "ssl"), ("head", "head") })
        {
            var at = screen.Lines.ToList().IndexOf(run);
            Assert.True(at >= 0, string.Join('\n', screen.Lines));
            Assert.Contains($"kind {kind};", screen.Lines[at + 1]);
            Assert.Contains("state finished;", screen.Lines[at + 1]);
        }
    }
}
