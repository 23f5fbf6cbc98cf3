using System.ComponentModel.DataAnnotations;
using Platform.Shared.Files;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.HeadFitting;

/// <summary>A head fitted again on a site's images, as it is asked for by a command line or a program.</summary>
public sealed record FitHeadRequest
{
    /// <summary>A bundle's version folder, or the folder of its versions, of which the highest is taken.</summary>
    public required string Bundle { get; init; }

    /// <summary>A folder of images for each class, named by its code.</summary>
    public required string Images { get; init; }

    /// <summary>The new version, written beside the old one.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// CSV that says which images show one lesion or patient; null for that of the folder, where there is one.
    /// </summary>
    public string? Groups { get; init; }

    /// <summary>That column.</summary>
    public string GroupBy { get; init; } = ImageGroups.DefaultColumn;

    /// <summary>Parts of the cross-validation.</summary>
    [Range(HeadFitting.Folds.Least, 100)]
    public int Folds { get; init; } = 5;

    /// <summary>Of the division into folds.</summary>
    public int Seed { get; init; }

    /// <summary>Leave out classes without a folder.</summary>
    public bool DropAbsent { get; init; }

    /// <summary>Publish although the old head does better on the same images.</summary>
    public bool EvenIfWorse { get; init; }

    public ImageLimits Limits { get; init; } = ImageLimits.Default;
}
