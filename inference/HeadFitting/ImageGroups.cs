using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Platform.Shared;

namespace Platform.Inference.HeadFitting;

/// <summary>Which images show the same lesion or patient: they must not lie on both sides of a split.</summary>
static class ImageGroups
{
    /// <param name="path">CSV with a column <c>image</c>, the path below the folder or the file's name, and the named column</param>
    /// <returns>the group of each image</returns>
    /// <exception cref="InputException">A column or an image is missing, or an image has two groups.</exception>
    public static IReadOnlyList<string> Read(string path, string column, LocalImages images)
    {
        if (!File.Exists(path)) throw new InputException($"{path}: missing");
        var groups = new Dictionary<string, string>();
        try
        {
            using var csv = new CsvReader(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim });
            if (!csv.Read() || !csv.ReadHeader()) throw new InputException($"{path}: empty");
            foreach (var wanted in new[] { "image", column })
                if (!csv.HeaderRecord!.Contains(wanted)) throw new InputException($"{path}: no column {wanted}; it has {string.Join(", ", csv.HeaderRecord!)}");
            while (csv.Read())
                if (csv.GetField("image") is { Length: > 0 } image && csv.GetField(column) is { Length: > 0 } group && !groups.TryAdd(image, group) && groups[image] != group)
                    throw new InputException($"{path}: line {csv.Parser.Row}: {image} is in {groups[image]} and in {group}");
        }
        catch (CsvHelperException e)
        {
            throw new InputException($"{path}: line {e.Context?.Parser?.Row}: {e.Message.Split('\n')[0].Trim()}", e);
        }
        return [.. images.Files.Select(f => groups.GetValueOrDefault(f) ?? groups.GetValueOrDefault(Path.GetFileName(f)) ?? groups.GetValueOrDefault(Path.GetFileNameWithoutExtension(f))
            ?? throw new InputException($"{path}: no row with a {column} for {f}"))];
    }
}
