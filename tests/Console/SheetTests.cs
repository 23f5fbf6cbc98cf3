using Spectre.Console;

namespace Platform.CommandLine.Tests;

public sealed class SheetTests
{
    static string[] Written(int width, Sheet sheet)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        sheet.Write(console);
        return [.. writer.ToString().Split('\n').Select(l => l.TrimEnd()).Where(l => l != "")];
    }

    static Sheet Runs(string name = "encoder")
    {
        var sheet = new Sheet("run", "state", "figures [95 %]");
        sheet.Add(name, "finished", "accuracy 0.5 [0.4, 0.6], images per second 123.4");
        return sheet;
    }

    [Fact]
    public void Write_WhereThereIsRoom_IsATable()
    {
        var lines = Written(100, Runs());
        Assert.Equal(
            ["run", "state", "figures [95 %]"],
            lines[0].Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Contains("encoder", lines[^1]);
        Assert.Contains("[0.4, 0.6]", lines[^1]);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(20)]
    public void Write_WhereThereIsNot_TellsEveryCell_AndWrapsNothing(int width)
    {
        var lines = Written(width, Runs(new string('e', 60)));
        Assert.All(lines, l => Assert.True(l.Length <= width, l));
        var text = string.Concat(lines).Replace(" ", "");
        Assert.Contains(new string('e', 60), text);
        Assert.Contains("statefinished;figures[95%]accuracy0.5[0.4,0.6],imagespersecond123.4", text);
    }

    [Fact]
    public void Write_OfControlCharacters_LeavesThemOut() =>
        Assert.DoesNotContain(Written(100, Runs("a\u001b[31mb\rc")), l => l.Any(char.IsControl));
}
