using Microsoft.Win32.SafeHandles;
using Platform.CommandLine;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Training.Data;

/// <summary>Decodes images in parallel into files of pixels, image i to slot i of each.</summary>
static class PixelPacking
{
    /// <param name="files">an empty file of each side, which stays open, and how an image becomes its pixels</param>
    /// <param name="read">the encoded bytes of an image</param>
    /// <param name="failed">takes an image that could not be read or decoded; its slot is void</param>
    public static void Pack(
        string title,
        int count,
        IReadOnlyList<(PreprocessingSpec Spec, SafeFileHandle File)> files,
        Func<int, byte[]> read,
        Action<int, ImageException> failed,
        CancellationToken cancellation
    )
    {
        var done = 0;
        using var progress = new ProgressLine(title, count, "images");
        var options = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        Parallel.For(
            0,
            count,
            options,
            i =>
            {
                try
                {
                    var bytes = read(i);
                    foreach (var (spec, file) in files)
                        RandomAccess.Write(
                            file,
                            Preprocessing.Square(bytes, spec, CatalogueBuilder.Limits),
                            (long)i * spec.Side * spec.Side * 3
                        );
                }
                catch (ImageException e)
                {
                    failed(i, e);
                }
                lock (progress)
                    progress.Report(++done);
            }
        );
    }
}
