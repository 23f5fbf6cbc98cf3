namespace Platform.Training.Experiments;

/// <summary>Tables in Markdown.</summary>
static class Markdown
{
    public const string NoFigure = "–";

    public static string Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        string.Concat(
            rows.Prepend([.. columns.Select((_, i) => i == 0 ? ":--" : "--:")])
                .Prepend(columns)
                .Select(row => $"| {string.Join(" | ", row)} |\n")
        );

    public static string Section(string title, string body) => $"## {title}\n\n{body.TrimEnd('\n')}\n\n";
}
