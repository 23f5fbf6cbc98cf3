using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>Reads the named columns of a CSV file with a header.</summary>
static class CsvTable
{
    /// <exception cref="InputException">The file or a column is missing, or a row is not CSV.</exception>
    public static IReadOnlyList<string[]> Read(string path, params string[] columns) => Read(path, columns, []);

    /// <param name="optional">columns that may be missing: they follow the others and are empty then</param>
    public static IReadOnlyList<string[]> Read(string path, string[] columns, string[] optional)
    {
        if (!File.Exists(path)) throw new InputException($"{path}: missing");
        try
        {
            using var csv = new CsvReader(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim });
            if (!csv.Read() || !csv.ReadHeader()) throw new InputException($"{path}: empty");
            if (columns.Except(csv.HeaderRecord!).ToArray() is { Length: > 0 } absent)
                throw new InputException($"{path}: no column {string.Join(", ", absent)}; it has {string.Join(", ", csv.HeaderRecord!)}");
            var rows = new List<string[]>();
            string[] present = [.. optional.Select(o => csv.HeaderRecord!.Contains(o) ? o : "")];
            while (csv.Read()) rows.Add([.. columns.Select(c => csv.GetField(c) ?? ""), .. present.Select(c => c == "" ? "" : csv.GetField(c) ?? "")]);
            return rows;
        }
        catch (CsvHelperException e)
        {
            throw new InputException($"{path}: line {e.Context?.Parser?.Row}: {e.Message.Split('\n')[0].Trim()}", e);
        }
    }
}
