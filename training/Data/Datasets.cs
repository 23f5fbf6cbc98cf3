using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>The data sets that prepare reads, by name. A new layout is a reader and a row here.</summary>
public static class Datasets
{
    public const string Phantom = "phantom";

    static readonly Dictionary<string, Func<DataSource, Catalogue>> Layouts = new()
    {
        ["ham10000"] = s => Ham10000Reader.Read(s.Folder!),
        ["isic2019"] = s => Isic2019Reader.Read(s.Folder!),
        ["folder"] = s => FolderReader.ReadClasses(s.Folder!, s.Groups, s.GroupBy),
        ["unlabelled"] = s => FolderReader.ReadUnlabelled(s.Folder!, s.Groups, s.GroupBy),
    };

    public static IReadOnlyList<string> Names => [.. Layouts.Keys, Phantom];

    /// <summary>What must be said of models trained on a data set; null where nothing is known.</summary>
    public static string? Notice(string name) =>
        name switch
        {
            "ham10000" => "Trained on HAM10000 (Tschandl, Rosendahl, Kittler, Scientific Data 2018), CC BY-NC 4.0: "
                + "attribution, no commercial use.",
            "isic2019" =>
                "Trained on ISIC 2019 (HAM10000, Tschandl et al. 2018; BCN20000, Combalia et al. 2019; MSK, Codella "
                    + "et al. 2018), CC BY-NC 4.0: attribution, no commercial use.",
            Phantom => "Trained on drawn phantom images; its answers mean nothing for real skin.",
            _ => null,
        };

    /// <exception cref="InputException">The source is missing, or not such a data set.</exception>
    public static Catalogue Read(DataSource source)
    {
        var name = source.Dataset;
        if (source.Groups is not null && name is not ("folder" or "unlabelled"))
            throw new InputException(
                $"--groups {source.Groups}: {name} says itself which images are of one lesion; leave it out"
            );
        if (name == Phantom)
            return PhantomReader.Read(source.Count, source.Seed) with { Source = source };
        if (source.Folder is null)
            throw new InputException($"--source: give the folder of {name}");
        if (!Directory.Exists(source.Folder))
            throw new InputException($"--source {source.Folder}: no such folder");
        return Layouts[name](source) with { Source = source };
    }

    /// <param name="source">the data set's folder; not used by phantom</param>
    /// <param name="count">images of phantom</param>
    public static Catalogue Read(string name, string? source, int count, int seed) =>
        Read(
            new DataSource
            {
                Dataset = name,
                Folder = source,
                Count = count,
                Seed = seed,
            }
        );
}
