using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Data;

/// <summary>Tables of JSON, an object a line: jsonlines.org.</summary>
static class JsonLines
{
    /// <param name="column">a name that each object must have</param>
    /// <exception cref="InputException">A line is no object, or lacks that name; says which line.</exception>
    public static IReadOnlyList<CsvRow> Read(string path, string column)
    {
        var objects = new List<(int Line, Dictionary<string, string> Fields)>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim() != "")
                objects.Add((number, Fields(path, number, line)));
        }
        if (objects.FirstOrDefault(o => !o.Fields.ContainsKey(column)) is { Fields: not null, Line: var at })
            throw new InputException($"{path}: line {at}: without {column}");
        string[] header = [.. objects.SelectMany(o => o.Fields.Keys).Distinct()];
        return
        [
            .. objects.Select(o => new CsvRow(
                path,
                o.Line,
                header,
                [.. header.Select(h => o.Fields.GetValueOrDefault(h, ""))]
            )),
        ];
    }

    static Dictionary<string, string> Fields(string path, int number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json
                .RootElement.EnumerateObject()
                .Where(p =>
                    p.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array)
                )
                .DistinctBy(p => p.Name)
                .ToDictionary(p => p.Name, p => p.Value.ToString().Trim());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InputException($"{path}: line {number}: not a JSON object", e);
        }
    }
}
