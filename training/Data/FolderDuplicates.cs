using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Training.Data.Duplicates;

namespace Platform.Training.Data;

/// <summary>The near-duplicates among the packed images of a data folder, and their table.</summary>
static class FolderDuplicates
{
    public const string FileName = "near-duplicates.csv";

    /// <summary>Sides below this show too little to tell a copy from another lesion.</summary>
    public const int LeastSide = Likeness.Side;

    /// <summary>The packed side that is looked at; null where all are too small.</summary>
    public static int? SideOf(IEnumerable<int> sides) =>
        sides.Where(s => s >= LeastSide).Order().Select(s => (int?)s).FirstOrDefault();

    public static IReadOnlyList<Photograph> Looks(string title, PackedPixels pixels, CancellationToken cancel) =>
        NearDuplicates.Looks(
            title,
            pixels.Count,
            i => Luminance.Of(pixels.Image(i), pixels.Side, Likeness.Side),
            cancel
        );

    public static IReadOnlyList<NearDuplicate> Find(PackedPixels pixels, CancellationToken cancel) =>
        NearDuplicates.Within("prepare", Looks("prepare", pixels, cancel), cancel);

    /// <summary>The likest pair first.</summary>
    public static void Write(string path, IReadOnlyList<ManifestRow> rows, IEnumerable<NearDuplicate> pairs) =>
        CsvTable.Write(
            path,
            ["image", "other", "likeness", "lesion", "other_lesion", "label", "other_label", "split", "other_split"],
            pairs
                .OrderByDescending(p => p.Likeness)
                .Select(p => (A: rows[p.One], B: rows[p.Other], p.Likeness))
                .Select(p =>
                    (string[])
                        [
                            p.A.Image,
                            p.B.Image,
                            $"{p.Likeness:0.000}",
                            p.A.Lesion,
                            p.B.Lesion,
                            p.A.Label,
                            p.B.Label,
                            p.A.Split,
                            p.B.Split,
                        ]
                )
        );

    /// <summary>What is to be said of them; null where there are none.</summary>
    public static string? Note(IReadOnlyList<ManifestRow> rows, IReadOnlyList<NearDuplicate> pairs, bool joined)
    {
        if (pairs.Count == 0)
            return null;
        var across = pairs.Where(p => rows[p.One].Lesion != rows[p.Other].Lesion).ToArray();
        var differ = across.Count(p => rows[p.One].Label != rows[p.Other].Label);
        var kept = joined ? "kept in one split" : "not kept in one split";
        return $"near-duplicates: {Counted(pairs.Count, "pair")} of images, {across.Length:N0} of them of different "
            + $"lesions and {kept}"
            + (differ > 0 ? $", {differ:N0} with different labels" : "")
            + $"; {FileName} lists them";
    }

    static string Counted(int count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";
}
