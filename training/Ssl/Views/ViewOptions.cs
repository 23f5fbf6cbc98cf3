using Platform.Training.Data;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// How views are drawn. The defaults are Chen et al. 2020, appendix A (arXiv 2002.05709), at jitter strength 1.
/// </summary>
/// <param name="MinArea">Least area of a crop as a share of the image; the largest is 1.</param>
/// <param name="Jitter">Strength s of the colour jitter: brightness, contrast, saturation 0.8 s, hue 0.2 s.</param>
/// <param name="JitterProbability">Share of the views with colour jitter.</param>
/// <param name="GrayProbability">Share of the views in grey.</param>
/// <param name="BlurProbability">Share of the views with Gaussian blur, sigma from U(0.1, 2) pixels.</param>
/// <param name="Symmetry">
/// Symmetries of the square, each as often as the others: Mirror is Chen et al.'s flip of every other view.
/// </param>
public sealed record ViewOptions(
    double MinArea = 0.08,
    double Jitter = 1,
    double JitterProbability = 0.8,
    double GrayProbability = 0.2,
    double BlurProbability = 0,
    Symmetry Symmetry = Symmetry.Mirror
);
