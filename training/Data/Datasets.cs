using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>The data sets that prepare reads, by name. A new layout is a reader and a row here.</summary>
public static class Datasets
{
    public const string Phantom = "phantom";

    static readonly Dictionary<string, Func<string, Catalogue>> Layouts = new()
    {
        ["ham10000"] = Ham10000Reader.Read,
        ["isic2019"] = Isic2019Reader.Read,
        ["folder"] = FolderReader.ReadClasses,
        ["unlabelled"] = FolderReader.ReadUnlabelled,
    };

    public static IReadOnlyList<string> Names => [.. Layouts.Keys, Phantom];

    /// <param name="source">the data set's folder; not used by phantom</param>
    /// <param name="count">images of phantom</param>
    public static Catalogue Read(string name, string? source, int count, int seed)
    {
        if (name == Phantom) return PhantomReader.Read(count, seed);
        if (source is null) throw new InputException($"--source: give the folder of {name}");
        if (!Directory.Exists(source)) throw new InputException($"--source {source}: no such folder");
        return Layouts[name](source);
    }
}
