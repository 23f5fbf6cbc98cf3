namespace Platform.Shared.Formats;

/// <summary>
/// The contract of a binary file: it begins with one string, <c>lesion-KIND-SCHEMA</c>, which is checked before
/// anything else of it is read.
/// </summary>
/// <param name="Kind">what the file says that it is</param>
/// <param name="Schema">the schema that is written, and the only one that is read</param>
/// <param name="Remedy">what to do about a file that is damaged or of another schema</param>
sealed record BinaryContract(string Kind, int Schema, string Remedy)
{
    const string Prefix = "lesion-";

    public void Write(BinaryWriter writer) => writer.Write($"{Prefix}{Kind}-{Schema}");

    /// <summary>Checks the first string, then reads the rest.</summary>
    /// <param name="path">that messages name</param>
    /// <param name="read">the content; throws <see cref="InvalidDataException"/> where it cannot be one</param>
    /// <exception cref="InputException">Empty, cut short, damaged, of another kind or of another schema.</exception>
    public T Read<T>(string path, byte[] bytes, Func<BinaryReader, T> read)
    {
        if (bytes.Length == 0)
            throw new InputException($"{path}: empty; {Remedy}");
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            Check(path, reader.ReadString());
            var content = read(reader);
            return reader.BaseStream.Position == reader.BaseStream.Length
                ? content
                : throw new InvalidDataException("it goes on after its end");
        }
        catch (Exception e)
            when (e is EndOfStreamException or InvalidDataException or FormatException or ArgumentException)
        {
            throw new InputException($"{path}: damaged ({e.Message}); {Remedy}", e);
        }
    }

    void Check(string path, string mark)
    {
        var at = mark.LastIndexOf('-');
        if (!mark.StartsWith(Prefix, StringComparison.Ordinal) || at < Prefix.Length)
            throw new InvalidDataException("another format");
        var kind = mark[Prefix.Length..at];
        if (kind != Kind)
            throw new InputException($"{path}: its kind is \"{kind}\", not \"{Kind}\"; {Remedy}");
        if (!Numbers.TryParse(mark[(at + 1)..], out int schema))
            throw new InvalidDataException("without schema");
        if (schema > Schema)
            throw new InputException(
                $"{path}: schema {schema}, made by a newer release; this one reads schema {Schema}: update it"
            );
        if (schema < Schema)
            throw new InputException(
                $"{path}: schema {schema}, made by an earlier release; this one reads schema {Schema}; {Remedy}"
            );
    }
}
