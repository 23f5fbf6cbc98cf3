using Platform.Shared.Commands;
using Platform.Shared.Imaging;

namespace Platform.Training.Data;

/// <summary>Decodes images in parallel into files of pixels, image i to slot i of each.</summary>
static class PixelPacking
{
    /// <param name="files">a file to make for each side</param>
    /// <param name="read">the encoded bytes of an image</param>
    /// <param name="failed">takes an image that could not be read or decoded; its slot is void</param>
    public static void Pack(string title, int count, IReadOnlyList<(int Side, string File)> files,
        Func<int, byte[]> read,
        Action<int, ImageException> failed, CancellationToken cancellation)
    {
        var done = 0;
        using var progress = new ProgressLine(title, count, "images");
        var handles = files.Select(f => File.OpenHandle(f.File, FileMode.CreateNew, FileAccess.ReadWrite)).ToArray();
        try
        {
            var options = new ParallelOptions
            {
                CancellationToken = cancellation,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            };
            Parallel.For(0, count, options, i =>
            {
                try
                {
                    var bytes = read(i);
                    foreach (var (handle, side) in handles.Zip(files, (h, f) => (h, f.Side)))
                        RandomAccess.Write(handle, Preprocessing.Square(bytes, side, CatalogueBuilder.Limits),
                            (long)i * side * side * 3);
                }
                catch (ImageException e)
                {
                    failed(i, e);
                }
                lock (progress) progress.Report(++done);
            });
        }
        finally
        {
            foreach (var handle in handles) handle.Dispose();
        }
    }
}
