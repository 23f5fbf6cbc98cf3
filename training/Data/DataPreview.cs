using System.Diagnostics;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Training.Data;

/// <summary>What a data set holds, and what it takes to prepare it, before anything is made.</summary>
/// <param name="Classes">images of each class that has any; empty without labels</param>
/// <param name="PackedBytes">of the pixels that would be packed</param>
/// <param name="ImagesPerSecond">as fast as some of its images were decoded now</param>
public sealed record DataPreview(
    IReadOnlyList<(string Class, int Images)> Classes,
    int Images,
    int Rejected,
    long PackedBytes,
    double ImagesPerSecond
)
{
    /// <summary>Decoded to see how long it takes.</summary>
    const int Tried = 32;

    /// <exception cref="InputException">No image is there, or none of those tried can be read.</exception>
    public static DataPreview Of(Catalogue catalogue, PreparationOptions options, CancellationToken cancellation)
    {
        var (images, specs) = (catalogue.Images, options.Specs.ToArray());
        if (images.Count == 0)
            throw new InputException(
                $"no usable image in {catalogue.Name}"
                    + (catalogue.Rejected is [var first, ..] ? $"; the first: {first.Image}: {first.Reason}" : "")
            );
        var count = Math.Min(Tried, images.Count);
        SourceImage[] tried =
        [
            .. Enumerable.Range(0, count).Select(i => images[(int)((long)i * images.Count / count)]),
        ];
        var (read, reason) = (0, "");
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(
            tried,
            new ParallelOptions
            {
                CancellationToken = cancellation,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            image =>
            {
                try
                {
                    var bytes = image.Read();
                    foreach (var spec in specs)
                        _ = Preprocessing.Square(bytes, spec, CatalogueBuilder.Limits);
                    Interlocked.Increment(ref read);
                }
                catch (ImageException e)
                {
                    reason = $"{image.Image}: {e.Message}";
                }
            }
        );
        if (read == 0)
            throw new InputException($"none of {count} images that were tried can be read, such as {reason}");
        return new(
            [
                .. catalogue
                    .Classes.Select(c => (Class: c, Images: images.Count(i => i.Label == c)))
                    .Where(c => c.Images > 0),
            ],
            images.Count,
            catalogue.Rejected.Count,
            images.Count * specs.Sum(spec => 3L * spec.Side * spec.Side),
            count / clock.Elapsed.TotalSeconds
        );
    }
}
