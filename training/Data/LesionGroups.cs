using Platform.Shared.Formats;

namespace Platform.Training.Data;

/// <summary>Images that show the same thing: they share a lesion, or their files are the same bytes.</summary>
static class LesionGroups
{
    /// <returns>indices into <paramref name="rows"/>, in order of first appearance</returns>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<ManifestRow> rows)
    {
        var joined = new JoinedImages(rows.Count);
        joined.JoinEqual(rows.Select(r => r.Lesion));
        joined.JoinEqual(rows.Select(r => r.Sha256));
        return joined.Groups();
    }
}
