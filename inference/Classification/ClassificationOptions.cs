using System.ComponentModel.DataAnnotations;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Classification;

/// <summary>What an image of a caller may cost until it is decoded.</summary>
public sealed record ClassificationOptions
{
    public ImageLimits Images { get; init; } = ImageLimits.Default;

    /// <summary>
    /// Share of lesions that is malignant at the site, between 0 and 1, for what a score of malignancy says there; null
    /// where nobody states it.
    /// </summary>
    public double? Prevalence { get; init; }

    /// <summary>
    /// A message above it is RESOURCE_EXHAUSTED before it is read. Twice the image limit, so that an image that is too
    /// large is normally answered with INVALID_ARGUMENT and the limit.
    /// </summary>
    public int MaxMessageBytes => (int)Math.Min(2 * Images.MaxBytes + (64 << 10), int.MaxValue);

    /// <summary>Images decoded at the same time.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// For the decoding of one image. The dearest of the allowed ones takes one or two seconds on a processor of its
    /// own, but all that is decoded and run at once shares them.
    /// </summary>
    [Range(1, 3600)]
    public TimeSpan DecodeLimit { get; init; } = TimeSpan.FromSeconds(10);
}
