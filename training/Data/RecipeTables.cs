using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>
/// The tables of a recipe in a folder as its publisher, or one who passed it on, lays it out: found by their names, in
/// whatever folder below they lie and in whatever case their names are.
/// </summary>
sealed class RecipeTables(ImageFolder folder)
{
    static readonly string[] Extensions = [".csv", ".tab", ".tsv", "", ".txt"];

    /// <summary>The path of a table; null where it is not there.</summary>
    public string? Find(Table table) => table.Names.Select(Find).FirstOrDefault(path => path is not null);

    /// <summary>The path of a table.</summary>
    /// <exception cref="InputException">It is not there; says what is, and which data set that looks like.</exception>
    public string Need(Table table, string recipe)
    {
        var name = table.Names[0];
        return Find(table)
            ?? throw new InputException(
                $"{Path.Combine(folder.Path, name + ".csv")}: missing; "
                    + $"looked in {folder.Path} and its folders for {string.Join(" or ", table.Names)} "
                    + $"with the extension {string.Join(", ", Extensions.Where(e => e != ""))} or none, "
                    + $"and found {folder.Found}{LooksLike(recipe)}"
            );
    }

    /// <summary>The rows of a table; none of the recipe's columns may be there twice.</summary>
    /// <exception cref="InputException">Not such a table; says which data set it looks like.</exception>
    public IReadOnlyList<CsvRow> Read(string path, Table table, Recipe recipe) =>
        Hinting(
            () => CsvTable.Read(path, [.. table.Required], [.. recipe.Columns.All.Except(table.Required)]),
            recipe.Name
        );

    /// <summary>What a reading gives; where it is refused, says which data set the folder looks like.</summary>
    /// <param name="but">the recipe that does not fit</param>
    public T Hinting<T>(Func<T> read, string but)
    {
        try
        {
            return read();
        }
        catch (InputException e) when (LooksLike(but) is { Length: > 0 } other)
        {
            throw new InputException(e.Message + other, e);
        }
    }

    /// <summary>What to say where the folder is that of another recipe; empty where it is of none.</summary>
    /// <param name="but">the recipe that does not fit</param>
    public string LooksLike(string but) =>
        Published.All.FirstOrDefault(r => r.Name != but && IsOf(r)) is { } other
            ? $"; it looks like {other.Name}: give --dataset {other.Name}"
            : "";

    bool IsOf(Recipe recipe) =>
        recipe
            .Images.Concat(recipe.Joined.Select(j => j.Table))
            .Where(t => !t.Optional)
            .All(t => Find(t) is { } path && HasColumns(path, t));

    static bool HasColumns(string path, Table table)
    {
        try
        {
            return CsvTable.Columns(path) is { } columns && table.Required.All(columns.Contains);
        }
        catch (InputException)
        {
            return false;
        }
    }

    string? Find(string name) =>
        folder
            .Others.Where(f =>
                Extensions.Any(e => Path.GetFileName(f.Name).Equals(name + e, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(f => f.Folders.Count)
            .ThenBy(f => Array.IndexOf(Extensions, Path.GetExtension(f.Name).ToLowerInvariant()))
            .ThenBy(f => f.Name, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Path;
}
