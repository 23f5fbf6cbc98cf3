using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Platform.Training.Data;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// How views are drawn: each property is an option of <c>ssl</c> and of <c>views</c>. The defaults are Chen et al.
/// 2020, appendix A (arXiv 2002.05709), without the blur, which Ren et al. 2021 do not name.
/// </summary>
public sealed record ViewOptions
{
    [Description("least area of a crop as a share of the image"), Range(0.001, 1)]
    public double MinArea { get; init; } = 0.08;

    [Description("strength s of the colour jitter: brightness, contrast, saturation 0.8 s, hue 0.2 s"), Range(0, 2)]
    public double Jitter { get; init; } = 1;

    [Description("share of the views with colour jitter"), Range(0, 1)]
    public double JitterShare { get; init; } = 0.8;

    [Description("share of the views in grey"), Range(0, 1)]
    public double Gray { get; init; } = 0.2;

    /// <summary>Each as often as the others: Mirror is Chen et al.'s flip of every other view.</summary>
    [Description("symmetries that views are drawn in")]
    public Symmetry Symmetry { get; init; } = Symmetry.Mirror;

    /// <summary>Of sigma from U(0.1, 2) pixels.</summary>
    [Description("share of the views with Gaussian blur; the paper names none"), Range(0, 1)]
    public double Blur { get; init; }

    /// <summary>
    /// Of the light and the camera: each channel has a factor of its own, log-uniform in [1 / (1 + c), 1 + c]. The
    /// diagonal model of von Kries, as Barata et al. 2015 (doi 10.1109/JBHI.2014.2336473) have it for dermoscopes.
    /// </summary>
    [Description("strength c of a cast of colour: each channel is multiplied by 1 / (1 + c) to 1 + c"), Range(0, 2)]
    public double Cast { get; init; }
}
