using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>Every command of every program, typed at a terminal and sent to a file.</summary>
[Collection(nameof(Quickstart))]
public sealed partial class CommandsAtATerminalTests(Workplace workplace) : IClassFixture<Workplace>
{
    static readonly TerminalMode Usual = new(80);

    public static TheoryData<string, string> Commands
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var row in Rows.All)
                data.Add(row.Project, row.Command);
            return data;
        }
    }

    [Fact]
    public async Task Rows_CoverEveryCommand()
    {
        foreach (var project in Rows.Projects)
        {
            var commands = (await CommandTree.OfAsync(project)).Select(c => c.Command);
            Assert.Equal(commands.Order(), Rows.All.Where(r => r.Project == project).Select(r => r.Command).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_AtATerminalAndRedirected_IsReadable(string project, string command)
    {
        var row = Rows.All.Single(r => r.Project == project && r.Command == command);
        var name = command.Replace(' ', '-');
        await Task.WhenAll(
            AtATerminalAsync(row, Usual, $"{name}-terminal"),
            RedirectedAsync(row, $"{name}-redirected")
        );
    }

    public static TheoryData<string, int, string, bool> Modes
    {
        get
        {
            var data = new TheoryData<string, int, string, bool>();
            foreach (var command in new[] { "runs", "classify", "serve", "quickstart" })
            foreach (
                var mode in new TerminalMode[] { new(200), new(40), new(80, WithoutColour: true), new(80, "dumb") }
            )
                data.Add(command, mode.Columns, mode.Type, mode.WithoutColour);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public Task Command_InEveryKindOfTerminal_IsReadable(
        string command,
        int columns,
        string type,
        bool withoutColour
    ) =>
        AtATerminalAsync(
            Rows.All.Single(r => r.Command == command),
            new(columns, type, withoutColour),
            $"{command}-{columns}-{type}-{withoutColour}"
        );

    async Task AtATerminalAsync(Row row, TerminalMode mode, string suffix)
    {
        using var terminal = new PseudoTerminal(mode, row.Project, row.Line(new(workplace, suffix)));
        if (Awaited(row, mode) is { } awaited)
        {
            await terminal.UntilAsync(s => s.Contains(awaited, StringComparison.Ordinal));
            await terminal.InterruptAsync();
        }
        var exit = await terminal.ExitCodeAsync();
        var (sent, screen) = (terminal.Sent, new Screen(mode.Columns, terminal.Sent));
        Assert.True(exit == row.ExitCode, $"ended with {exit}:\n{sent}");
        HasNoTrace(sent);
        Assert.Empty(screen.Strange);
        Assert.True(screen.IsCursorVisible, "the cursor is left hidden");
        Assert.True(screen.EndsWithALine, $"the last line is left open: {screen.Lines.LastOrDefault()}");
        Assert.DoesNotContain(screen.Wrapped, l => row.Fits || l.Contains('━') || l.Contains('─'));
        if (mode.IsDumb)
            Assert.DoesNotContain("\u001b[", sent, StringComparison.Ordinal);
        else if (row.HasProgress)
            Assert.True(screen.Redraws > 1, $"no line is drawn again:\n{sent}");
        if (mode.WithoutColour)
            Assert.DoesNotMatch(Colour(), sent);
        if (exit == 130)
            Assert.Equal("error: interrupted", screen.Lines[^1]);
    }

    /// <summary>A terminal that cannot move its cursor shows plain lines of progress instead of a bar.</summary>
    static string? Awaited(Row row, TerminalMode mode) => mode.IsDumb ? AsText(row.Until) : row.Until;

    /// <summary>What a plain line of progress has in place of the bar.</summary>
    static string? AsText(string? until) => until == Rows.Bar ? "/s" : until;

    async Task RedirectedAsync(Row row, string suffix)
    {
        var result = await Redirected.RunAsync(row.Project, row.Line(new(workplace, suffix)), AsText(row.Until));
        Assert.True(result.ExitCode == row.ExitCode, $"ended with {result.ExitCode}: {result.Output}{result.Error}");
        HasNoTrace(result.Output + result.Error);
        Assert.DoesNotContain(result.Output + result.Error, c => char.IsControl(c) && c is not ('\n' or '\t'));
        if (row.HasProgress && row.Command != "quickstart")
            Assert.Matches(ProgressLine(), result.Error);
    }

    static void HasNoTrace(string text)
    {
        Assert.DoesNotContain("Unhandled", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Trace(), text);
    }

    [GeneratedRegex(@"^   at \w", RegexOptions.Multiline)]
    private static partial Regex Trace();

    [GeneratedRegex(@"^.+: [\d,]+/[\d,]+ \S+  [\d.,]+ \S+/s", RegexOptions.Multiline)]
    private static partial Regex ProgressLine();

    /// <summary>A sequence that sets a colour; those for bold and plain text stay.</summary>
    [GeneratedRegex(@"\u001b\[(\d+;)*(3|4|9|10)\d")]
    private static partial Regex Colour();
}
