namespace Platform.Training.Data;

/// <summary>What a terminal shows of a data folder that was made, or to which sides were added.</summary>
static class PrepareSummary
{
    /// <summary>Reasons that are shown; the data sheet has them all.</summary>
    const int Reasons = 8;

    public static void Print(string path, DataFolder folder)
    {
        foreach (var code in folder.Classes)
        {
            var splits = folder.Rows.Where(r => r.Label == code).Select(r => r.Split).ToArray();
            var held = splits.Count(s => s == "test");
            Console.WriteLine($"{code, 8}  {splits.Length, 7:N0} images, {held, 6:N0} of them held out");
        }
        Console.WriteLine(
            $"{path}: {folder.Info.Images:N0} images of {folder.Rows.Select(r => r.Lesion).Distinct().Count():N0} "
                + $"lesions, "
                + $"{folder.Indices("train").Length:N0} train, {folder.Indices("test").Length:N0} test, "
                + $"{folder.Info.Rejected:N0} rejected"
                + (folder.Info.Rejected > 0 ? $" (see {Path.Combine(path, LeftOut.FileName)})" : "")
        );
        foreach (var left in folder.LeftOut.Take(Reasons))
            Console.WriteLine($"{left.Rows, 9:N0} left out: {left.Reason}");
    }

    /// <remarks>The quickstart of the tools reads these lines.</remarks>
    public static void Print(DataPreview preview)
    {
        foreach (var (code, images) in preview.Classes)
            Console.WriteLine($"{images, 9:N0} images  {code}");
        Console.WriteLine(
            $"{preview.Images:N0} images of {preview.Classes.Count} classes, {preview.Rejected:N0} rejected; "
                + $"{preview.PackedBytes:N0} bytes packed; {preview.ImagesPerSecond:0.0} images/s decoded"
        );
    }

    public static void Print(string path, (IReadOnlyList<int> Added, DataFolder Folder) changed) =>
        Console.WriteLine(
            $"{path}: {(changed.Added.Count == 0 ? "nothing to add" : $"added {string.Join(", ", changed.Added)}")}; "
                + $"its sides are {string.Join(", ", changed.Folder.Info.Sides)}"
        );

    public static void Print(string path, IReadOnlyList<SharedImage> shared)
    {
        foreach (var of in shared.GroupBy(s => s.Folder))
        {
            Console.WriteLine($"{path} and {of.Key}:");
            foreach (var s in of)
                Console.WriteLine(
                    $"  {(s.IsSameFile ? "same file" : $"like {s.Likeness:0.00}"), -9}  "
                        + $"{s.Image.Split, -5}  {s.Image.Image}  "
                        + $"{s.Other.Split, -5}  {s.Other.Image}{(s.IsLeak ? "  LEAK" : "")}"
                );
        }
        var leaks = shared.Count(s => s.IsLeak);
        Console.WriteLine(
            $"{path}: {shared.Count:N0} {(shared.Count == 1 ? "pair" : "pairs")} of equal files or near-duplicates "
                + "with the other data folders, "
                + (leaks == 0 ? "none" : $"{leaks:N0}")
                + " with one in train and the other in test"
        );
    }
}
