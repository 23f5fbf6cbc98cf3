using Platform.Shared;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>
/// The data sets that prepare reads, by name. A new one in tables is a row in <see cref="Published"/>, another layout a
/// reader and a row here.
/// </summary>
public static class Datasets
{
    public const string Phantom = "phantom";

    static readonly Dictionary<string, Func<DataSource, Catalogue>> Layouts = new(
        Published.All.Select(recipe => KeyValuePair.Create(recipe.Name, (DataSource s) => RecipeReader.Read(recipe, s)))
    )
    {
        [CsvReader.Name] = CsvReader.Read,
        [PartsReader.Name] = PartsReader.Read,
        ["folder"] = s => FolderReader.ReadClasses(s.Folder!, s.Groups, s.GroupBy),
        ["unlabelled"] = s => FolderReader.ReadUnlabelled(s.Folder!, s.Groups, s.GroupBy),
    };

    public static IReadOnlyList<string> Names => [.. Layouts.Keys, Phantom];

    /// <summary>Those that their folder alone describes.</summary>
    public static IEnumerable<string> InFolders => Layouts.Keys.Where(name => name != CsvReader.Name);

    /// <summary>What must be said of models trained on a data set; null where nothing is known.</summary>
    public static string? Notice(string name) =>
        name == Phantom
            ? "Trained on drawn phantom images; its answers mean nothing for real skin."
            : Published.All.FirstOrDefault(r => r.Name == name)?.Notice;

    /// <exception cref="InputException">The source is missing, or not such a data set.</exception>
    public static Catalogue Read(DataSource source)
    {
        var name = source.Dataset;
        CheckOptions(source);
        if (name == Phantom)
            return PhantomReader.Read(source.Count, source.Seed) with { Source = source };
        if (source.Folder is null)
            throw new InputException(
                name == CsvReader.Name ? "--source: give the table" : $"--source: give the folder of {name}"
            );
        CheckSource(name, source.Folder);
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

    static void CheckSource(string name, string source)
    {
        var (file, folder) = (File.Exists(source), Directory.Exists(source));
        if (name == CsvReader.Name && !file)
            throw new InputException(
                folder
                    ? $"--source {source}: a folder; give the table, and the folder as --images"
                        + new RecipeTables(SourceFiles.Walk(source)).LooksLike("")
                    : $"--source {source}: no such file"
            );
        if (name != CsvReader.Name && !folder)
            throw new InputException(
                file
                    ? $"--source {source}: a file; --dataset {CsvReader.Name} reads a table"
                    : $"--source {source}: no such folder"
            );
    }

    static void CheckOptions(DataSource source)
    {
        var name = source.Dataset;
        var isTable = name == CsvReader.Name || Published.All.Any(r => r.Name == name);
        var hasLabels = isTable || name == PartsReader.Name;
        if (source.Groups is not null && (isTable || name == Phantom))
            throw new InputException(
                $"--groups {source.Groups}: {name} says itself which images are of one lesion; leave it out"
            );
        (string Option, bool Given, bool Fits)[] options =
        [
            ("--columns", source.Columns is not null, name is CsvReader.Name or PartsReader.Name),
            ("--label-columns", source.LabelColumns is not null, name == CsvReader.Name),
            ("--images", source.Images is not null, name == CsvReader.Name),
            ("--labels", source.Labels is not null, hasLabels),
            ("--classes", source.Classes is not null, hasLabels),
        ];
        if (options.FirstOrDefault(o => o.Given && !o.Fits) is { Option: { } option })
            throw new InputException($"{option}: not with --dataset {name}; leave it out");
    }
}
