using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data.Recipes;

namespace Platform.Training.Data;

/// <summary>Reads a folder by a recipe.</summary>
static class RecipeReader
{
    /// <exception cref="InputException">
    /// A table or a column is missing, or no image is there; says which data set it looks like.
    /// </exception>
    public static Catalogue Read(Recipe recipe, DataSource source)
    {
        var folder = SourceFiles.Walk(source.Folder!);
        var tables = new RecipeTables(folder);
        var joins = recipe.Joined.Select(j => Join(j, tables, recipe)).OfType<Joined>().ToArray();
        var (rows, paths) = (new List<ImageRow>(), new List<string>());
        foreach (var table in recipe.Images)
        {
            if ((table.Optional ? tables.Find(table) : tables.Need(table, recipe.Name)) is not { } path)
                continue;
            paths.Add(path);
            foreach (var row in tables.Read(path, table, recipe))
                rows.Add(new(recipe.Columns, row, [.. joins.Select(j => j.Of(row)).OfType<CsvRow>()], table.Split));
        }
        var classes = source.Classes ?? recipe.Classes;
        var map = source.Labels is { } labels ? Labelling.ReadMap(labels) : null;
        var reader = new TableReader(recipe.Name, recipe.Columns, new(classes, map), classes);
        if (recipe.Pairs is { } pairs && tables.Find(new Table([pairs.Table], [])) is { } pairsPath)
            JoinPairs(reader, rows, CsvTable.Read(pairsPath, [pairs.First, pairs.Second]), pairs);
        return reader.Read(rows, new([folder], recipe.ImageFolder, recipe.Suffix), paths);
    }

    sealed record Joined(string ImageKey, Dictionary<string, CsvRow> Rows)
    {
        public CsvRow? Of(CsvRow image) => Rows.GetValueOrDefault(image[ImageKey]);
    }

    static Joined? Join(JoinedTable join, RecipeTables tables, Recipe recipe)
    {
        var path = join.Table.Optional ? tables.Find(join.Table) : tables.Need(join.Table, recipe.Name);
        if (path is null)
            return null;
        var rows = new Dictionary<string, CsvRow>(StringComparer.Ordinal);
        foreach (var row in tables.Read(path, join.Table, recipe))
            rows.TryAdd(row[join.Key], row);
        return new(join.ImageKey, rows);
    }

    static void JoinPairs(
        TableReader reader,
        List<ImageRow> rows,
        IReadOnlyList<CsvRow> table,
        (string Table, string First, string Second) pairs
    )
    {
        var byImage = rows.DistinctBy(r => r.Image).ToDictionary(r => r.Image);
        foreach (var pair in table)
            if (
                byImage.TryGetValue(pair[pairs.First], out var first)
                && byImage.TryGetValue(pair[pairs.Second], out var second)
            )
                reader.Join(first, second);
    }
}
