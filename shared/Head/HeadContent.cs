using System.IO.Compression;
using System.Text;

namespace Platform.Shared.Head;

/// <summary>
/// Refuses an ML.NET model that is more than a linear head, before ML.NET makes what it names: some of its transforms
/// read other files, or fetch them from the network.
/// </summary>
static class HeadContent
{
    const long MostBytes = 256 << 20;

    /// <summary>Of ML.NET's header of a part, after which its parameters come.</summary>
    const int LoaderAt = 0x50,
        LoaderLength = 24,
        HeaderLength = LoaderAt + LoaderLength;

    /// <summary>By the names under which ML.NET finds what reads a part.</summary>
    static readonly HashSet<string> Parts =
    [
        "TransformerChain",
        "Normalizer",
        "AffineNormExec",
        "TermTransform",
        "TermManager",
        "MulticlassPredXfer",
        "MultiClassLRExec",
    ];

    /// <exception cref="InputException">It is no archive, too large, or holds another part.</exception>
    public static void Check(string path, byte[] bytes)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            if (archive.Entries.Sum(e => e.Length) > MostBytes)
                throw new InputException($"{path}: unpacks to more than {MostBytes >> 20} MiB; fit the head again");
            foreach (var entry in archive.Entries)
                Check(path, entry);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{path}: not an ML.NET linear head ({e.Message})", e);
        }
    }

    static void Check(string path, ZipArchiveEntry entry)
    {
        if (entry.FullName.Split('/', '\\').Any(part => part is "" or ".." or "."))
            throw new InputException($"{path}: its entry '{entry.FullName}' leads out of it; do not use this bundle");
        var header = new byte[HeaderLength];
        using var content = entry.Open();
        if (content.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            return;
        if (!header.AsSpan().StartsWith("ML\0MODEL"u8))
            return;
        var loader = Encoding.ASCII.GetString(header, LoaderAt, LoaderLength).TrimEnd('\0');
        if (!Parts.Contains(loader))
            throw new InputException($"{path}: holds a part '{loader}', which no linear head has; fit the head again");
    }
}
