using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Platform.Shared.Files;

/// <summary>Tables with a header, in text: the only reader and writer of CSV in the solution.</summary>
/// <remarks>
/// Fields are divided by commas, semicolons or tabs, whichever the header is; quoted as in RFC 4180. UTF-8, with or
/// without a byte order mark, or UTF-16 with one.
/// </remarks>
public static class CsvTable
{
    static readonly string[] Delimiters = [",", ";", "\t"];
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="columns">names that the header must have</param>
    /// <param name="optional">names that it may have</param>
    /// <exception cref="InputException">
    /// The file or a column is missing, a column is there twice, or a row is not a row of this table; names file, line
    /// and column.
    /// </exception>
    public static IReadOnlyList<CsvRow> Read(string path, string[] columns, string[]? optional = null)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        try
        {
            var (delimiter, names) = Header(path, columns);
            CheckHeader(path, names, columns, optional ?? []);
            return Rows(path, delimiter, [.. columns, .. optional ?? []]);
        }
        catch (CsvHelperException e)
        {
            throw new InputException(
                $"{path}: line {e.Context?.Parser?.RawRow}: a quotation mark within a field, "
                    + "or one that is not closed",
                e
            );
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{path}: not UTF-8; save it as CSV in UTF-8", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{path}: {ImageFile.Reason(e)}", e);
        }
    }

    /// <summary>The names in a table's header; null where there is no such file.</summary>
    public static IReadOnlyList<string>? Columns(string path) => File.Exists(path) ? Header(path, []).Names : null;

    /// <summary>With commas, UTF-8, and line feeds, so that equal rows give equal bytes.</summary>
    public static void Write(string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var csv = new CsvWriter(
            new StreamWriter(path) { NewLine = "\n" },
            new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }
        );
        foreach (var row in rows.Prepend(columns))
        {
            foreach (var field in row)
                csv.WriteField(field);
            csv.NextRecord();
        }
    }

    /// <summary>The header, divided by what finds the most columns.</summary>
    static (string Delimiter, string[] Names) Header(string path, string[] columns) =>
        Delimiters
            .Select(d => (Delimiter: d, Names: Header(path, d)))
            .MaxBy(h => (columns.Count(h.Names.Contains), h.Names.Length));

    static string[] Header(string path, string delimiter)
    {
        using var csv = Open(path, delimiter, strict: false); // a quoted header looks bad with a separator not its own
        return csv.Read() && csv.ReadHeader()
            ? csv.HeaderRecord!
            : throw new InputException($"{path}: empty; its first line must name the columns");
    }

    static void CheckHeader(string path, string[] header, string[] columns, string[] optional)
    {
        if (columns.Except(header).ToArray() is { Length: > 0 } absent)
            throw new InputException(
                $"{path}: no column {string.Join(", ", absent)}; " + $"it has {string.Join(", ", header)}"
            );
        if (columns.Concat(optional).FirstOrDefault(c => header.Count(h => h == c) > 1) is { } twice)
            throw new InputException($"{path}: the column {twice} is there twice; leave one");
    }

    static IReadOnlyList<CsvRow> Rows(string path, string delimiter, string[] wanted)
    {
        using var csv = Open(path, delimiter);
        csv.Read();
        csv.ReadHeader();
        var header = csv.HeaderRecord!;
        var rows = new List<CsvRow>();
        while (csv.Read())
        {
            string[] fields = [.. csv.Parser.Record!];
            if (fields.All(f => f == ""))
                continue;
            var line = csv.Parser.RawRow;
            if (wanted.FirstOrDefault(c => Array.IndexOf(header, c) >= fields.Length) is { } absent)
                throw new InputException(
                    $"{path}: line {line}: no field for the column {absent}: "
                        + $"{fields.Length} fields, the header has {header.Length}"
                );
            if (fields.Skip(header.Length).Any(f => f != ""))
                throw new InputException(
                    $"{path}: line {line}: {fields.Length} fields, "
                        + $"the header has {header.Length}; "
                        + "put a field that holds the separator in quotation marks"
                );
            rows.Add(new(path, line, header, fields));
        }
        return rows;
    }

    static CsvReader Open(string path, string delimiter, bool strict = true)
    {
        if (HasZeros(path))
            throw new InputException($"{path}: not text in UTF-8; save it as CSV in UTF-8");
        var text = new StreamReader(path, Utf8, detectEncodingFromByteOrderMarks: true);
        var options = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            TrimOptions = TrimOptions.Trim,
        };
        if (!strict)
            options.BadDataFound = null;
        return new(text, options);
    }

    /// <summary>Whether the text has zero bytes and no byte order mark, as UTF-16 may be written.</summary>
    static bool HasZeros(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenRead(path);
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start.Contains((byte)0)
            && !start.StartsWith<byte>([0xFF, 0xFE])
            && !start.StartsWith<byte>([0xFE, 0xFF]);
    }
}
