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

    /// <summary>What must be said of models trained on a data set; null where nothing is known.</summary>
    public static string? Notice(string name) => name switch
    {
        "ham10000" => "Trained on HAM10000 (Tschandl, Rosendahl, Kittler, Scientific Data 2018), CC BY-NC 4.0: attribution, no commercial use.",
        "isic2019" => "Trained on ISIC 2019 (HAM10000, Tschandl et al. 2018; BCN20000, Combalia et al. 2019; MSK, Codella et al. 2018), CC BY-NC 4.0: attribution, no commercial use.",
        Phantom => "Trained on drawn phantom images; its answers mean nothing for real skin.",
        _ => null,
    };

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
