namespace Platform.Shared.Files;

/// <summary>A row of a table.</summary>
/// <param name="line">where it ends in the file, from 1</param>
public sealed class CsvRow(string path, int line, string[] header, string[] fields)
{
    public IReadOnlyList<string> Header => header;

    /// <summary>The field of a column, without blanks around it; empty where the table has no such column.</summary>
    public string this[string column] =>
        Array.IndexOf(header, column) is >= 0 and var i && i < fields.Length ? fields[i] : "";

    /// <summary>What is wrong with a field, with its file, line and column.</summary>
    public InputException Error(string column, string reason) => new($"{path}: line {line}: {column}: {reason}");
}
