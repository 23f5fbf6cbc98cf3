using Platform.Shared.Imaging.Formats;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Inference.Classification;

/// <summary>Images to classify, as it is asked for by a command line or a program.</summary>
public sealed record ClassifyFilesRequest
{
    /// <summary>A bundle's version folder, or the folder of its versions, of which the highest is taken.</summary>
    public required string Bundle { get; init; }

    /// <summary>Images, or folders of images.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>PNG to write of what speaks for a class in the one image; null for none.</summary>
    public string? Explain { get; init; }

    /// <summary>Code of that class; null for the most probable.</summary>
    public string? ExplainClass { get; init; }

    /// <summary>How frequent the classes are taken to be.</summary>
    public Prior Prior { get; init; }

    /// <summary>Share of lesions that is malignant at the site, between 0 and 1; null where nobody states it.</summary>
    public double? Prevalence { get; init; }

    /// <summary>Where the networks run.</summary>
    public ExecutionProvider Provider { get; init; }

    public ImageLimits Limits { get; init; } = ImageLimits.Default;
}
