using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Shared.Sets;

/// <summary>The first images of a set in one PNG file, to look at.</summary>
public static class SetGrid
{
    /// <summary>Images in it, at most.</summary>
    public const int Most = 64;
    const int Columns = 8;
    const string Option = "--grid";

    /// <summary>
    /// Before hours of drawing: a set that is gone on with may have its grid already, which then stays.
    /// </summary>
    /// <param name="output">folder of the set</param>
    /// <exception cref="InputException">The grid cannot be written, or a file is in its place.</exception>
    public static void Check(string path, string output)
    {
        if (Directory.Exists(output))
            AtomicFile.CheckFolder(path, Option);
        else
            AtomicFile.CheckFree(path, Option);
    }

    /// <summary>Draws the first images again, side by side, and writes them.</summary>
    public static void Write(string path, Drawer drawer, ShardPlan plan, int side, CancellationToken cancel)
    {
        var first = plan.All.SelectMany(s => s.Indices).Take(Most).AsParallel().AsOrdered();
        var images = first.Select(i => drawer.Draw(i, cancel).Pixels);
        AtomicFile.Create(path, ImageGrid.Png([.. images], side, Columns), Option);
    }
}
