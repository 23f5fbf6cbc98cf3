using Platform.Shared.Formats;

namespace Platform.Training.Data;

/// <summary>Images that show the same thing: they share a lesion, or their files are the same bytes.</summary>
static class LesionGroups
{
    /// <returns>indices into <paramref name="rows"/>, in order of first appearance</returns>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<ManifestRow> rows)
    {
        var parent = Enumerable.Range(0, rows.Count).ToArray();
        int Root(int i) => parent[i] == i ? i : parent[i] = Root(parent[i]);
        foreach (var key in new Func<ManifestRow, string>[] { r => r.Lesion, r => r.Sha256 })
        {
            var first = new Dictionary<string, int>();
            for (var i = 0; i < rows.Count; i++)
                if (!first.TryAdd(key(rows[i]), i))
                    parent[Math.Max(Root(i), Root(first[key(rows[i])]))] = Math.Min(Root(i), Root(first[key(rows[i])]));
        }
        return [.. Enumerable.Range(0, rows.Count).GroupBy(Root).Select(g => g.ToArray())];
    }
}
