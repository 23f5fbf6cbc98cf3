namespace Platform.Tools.Bench;

/// <summary>A row of a Markdown table, a line of CSV.</summary>
static class Cells
{
    public static string Row(IEnumerable<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|")))} |";

    public static string Csv(params IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted));

    static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
