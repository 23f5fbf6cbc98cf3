namespace Platform.Training.Encoders;

/// <summary>One number for each channel of a picture.</summary>
public readonly record struct Rgb(double R, double G, double B)
{
    public float[] Map(Func<double, double> of) => [(float)of(R), (float)of(G), (float)of(B)];

    internal bool All(Func<double, bool> holds) => holds(R) && holds(G) && holds(B);
}

/// <summary>
/// What an encoder's weights were trained to see: of each channel (x - mean) / deviation, for x in [0, 1].
/// </summary>
public sealed record PixelNormalisation(Rgb Mean, Rgb Deviation)
{
    /// <summary>Pixels in [0, 1] as they are: what our own networks start from.</summary>
    public static readonly PixelNormalisation None = new(new(0, 0, 0), new(1, 1, 1));

    /// <summary>
    /// Of the weights of torchvision, and of timm by default: mean and deviation of ImageNet's training images.
    /// https://pytorch.org/vision/stable/models.html
    /// </summary>
    public static readonly PixelNormalisation Torchvision = new(new(0.485, 0.456, 0.406), new(0.229, 0.224, 0.225));

    /// <summary>x scale + shift is the normalised picture: [3] each, R, G, B.</summary>
    internal float[] Scale => Deviation.Map(d => 1 / d);

    internal float[] Shift =>
        [(float)(-Mean.R / Deviation.R), (float)(-Mean.G / Deviation.G), (float)(-Mean.B / Deviation.B)];

    /// <summary>Whether it can be computed: finite means, and deviations above 0.</summary>
    internal bool IsValid => Mean.All(double.IsFinite) && Deviation.All(d => double.IsFinite(d) && d > 0);
}
