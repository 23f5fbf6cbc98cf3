using Spectre.Console;
using Spectre.Console.Rendering;

namespace Platform.CommandLine;

/// <summary>
/// Rows under headings, printed as a table where the window is wide enough for it, and else as a paragraph for each
/// row: its first cell, and below it the other cells with their headings.
/// </summary>
public sealed class Sheet(params string[] headings)
{
    const int Indent = 2;
    readonly List<string[]> rows = [];

    /// <param name="cells">one for each heading; an empty one is left out of a paragraph</param>
    public void Add(params string[] cells) => rows.Add([.. cells.Select(Terminal.Plain)]);

    public void Write() => Write(Terminal.Output);

    /// <param name="console">whose width decides</param>
    public void Write(IAnsiConsole console)
    {
        IRenderable table = Table();
        if (table.Measure(RenderOptions.Create(console), int.MaxValue).Max <= console.Profile.Width)
            console.Write(table);
        else
            foreach (var row in rows)
                Paragraph(console, row);
    }

    Table Table()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. headings.Select(Markup.Escape)]);
        foreach (var column in table.Columns)
            column.NoWrap();
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    void Paragraph(IAnsiConsole console, string[] row)
    {
        console.WriteLine(row[0]);
        var cells = row.Skip(1).Zip(headings.Skip(1), (cell, heading) => cell == "" ? "" : $"{heading} {cell}".Trim());
        IRenderable text = new Text(string.Join("; ", cells.Where(c => c != "")));
        var lines = text.Render(RenderOptions.Create(console), Math.Max(1, console.Profile.Width - Indent));
        foreach (var line in Segment.SplitLines(lines))
            console.WriteLine(new string(' ', Indent) + string.Concat(line.Select(s => s.Text)).TrimEnd());
    }
}
