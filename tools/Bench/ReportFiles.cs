namespace Platform.Tools.Bench;

/// <summary>
/// Writes a report into a folder: NAME.md, NAME.csv, and NAME.png for the first measure, NAME-MEASURE.png for others.
/// </summary>
public static class ReportFiles
{
    public static void Write(IReport report, string folder, IEnumerable<string> machine)
    {
        Directory.CreateDirectory(folder);
        string[] charts =
        [
            .. report.Measures.Select(
                (m, i) => i == 0 ? $"{report.Name}.png" : $"{report.Name}-{m.Name.Replace(' ', '-')}.png"
            ),
        ];
        for (var m = 0; m < charts.Length; m++)
            File.WriteAllBytes(Path.Combine(folder, charts[m]), report.Chart(m));
        File.WriteAllText(Path.Combine(folder, $"{report.Name}.csv"), report.Csv());
        File.WriteAllText(Path.Combine(folder, $"{report.Name}.md"), report.Markdown(charts, machine));
    }
}
