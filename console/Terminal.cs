using Spectre.Console;

namespace Platform.CommandLine;

/// <summary>Standard output and standard error as Spectre.Console sees them, the same for every command.</summary>
/// <remarks>
/// A stream that is not a terminal gets plain text whatever the environment says, because some build services make
/// Spectre.Console send escape sequences to a pipe. NO_COLOR and TERM are honoured by Spectre.Console.
/// </remarks>
public static class Terminal
{
    /// <summary>Columns where there is no terminal: wide enough that no table has to break a path.</summary>
    const int PlainWidth = 10_000;

    public static IAnsiConsole Output => Create(Console.Out, Console.IsOutputRedirected);
    public static IAnsiConsole Error => Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>The text with a space in place of each control character, which could move the cursor.</summary>
    public static string Plain(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(
            new()
            {
                Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
                Enrichment = new() { UseDefaultEnrichers = !redirected },
                Out = new AnsiConsoleOutput(writer),
            }
        );
        if (redirected)
            console.Profile.Width = PlainWidth;
        return console;
    }
}
