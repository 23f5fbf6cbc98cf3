using Platform.CommandLine;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.HeadFitting;

/// <summary>A site's images that could be used.</summary>
/// <param name="Embeddings">[512] of each</param>
sealed record SiteEmbeddings(LocalImages Images, IReadOnlyList<float[]> Embeddings)
{
    public static SiteEmbeddings Of(Bundle bundle, LocalImages images, ImageLimits limits, CancellationToken cancel)
    {
        foreach (var (file, reason) in images.LeftOut)
            LeaveOut(file, reason);
        var (spec, embeddings) = (bundle.Manifest.Preprocessing, new float[]?[images.Files.Count]);
        using (var progress = new ProgressLine("embed", images.Files.Count, "images"))
        {
            var done = 0;
            progress.Report(0);
            Parallel.For(
                0,
                images.Files.Count,
                new() { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                i =>
                {
                    try
                    {
                        var pixels = Preprocessing.Square(images.Read(i, limits), spec, limits);
                        embeddings[i] = bundle
                            .Encoder.Run([new("pixels", pixels, 1, spec.Side, spec.Side, 3)], "embedding")[0]
                            .Floats;
                    }
                    catch (ImageException e)
                    {
                        lock (progress)
                            LeaveOut(images.Files[i], e.Message);
                    }
                    lock (progress)
                        progress.Report(++done);
                }
            );
        }
        int[] used = [.. Enumerable.Range(0, embeddings.Length).Where(i => embeddings[i] is not null)];
        return new(images.Keep(used), [.. used.Select(i => embeddings[i]!)]);
    }

    static void LeaveOut(string file, string reason) =>
        Console.Error.WriteLine(Terminal.Plain($"left out: {file}: {reason.ReplaceLineEndings(" ")}"));
}
