using Platform.Training.Data;

namespace Platform.Training.Ssl.Views;

/// <summary>Everything that is drawn for one view of one image.</summary>
/// <param name="Order">The four colour operations in the order they are applied; null leaves the colours alone.</param>
/// <param name="Brightness">Factor; 1 is none.</param>
/// <param name="Contrast">Factor; 1 is none.</param>
/// <param name="Saturation">Factor; 1 is none.</param>
/// <param name="Hue">Shift in turns of the colour circle; 0 is none.</param>
/// <param name="BlurSigma">In pixels; 0 is none.</param>
/// <param name="QuarterTurns">0 to 3, counter-clockwise, after the flip.</param>
public sealed record View(
    Crop Crop,
    bool Flip = false,
    ColorOperation[]? Order = null,
    float Brightness = 1,
    float Contrast = 1,
    float Saturation = 1,
    float Hue = 0,
    bool Gray = false,
    float BlurSigma = 0,
    int QuarterTurns = 0
)
{
    /// <param name="side">Side of the image in pixels.</param>
    public static View Draw(ViewRandom random, int side, ViewOptions options)
    {
        var crop = Crop.Draw(ref random, side, options.MinArea);
        var flip = random.Chance(options.Symmetry == Symmetry.None ? 0 : 0.5);
        var (low, high) = (Math.Max(0, 1 - 0.8 * options.Jitter), 1 + 0.8 * options.Jitter);
        ColorOperation[]? order = null;
        if (random.Chance(options.JitterProbability))
        {
            order = Enum.GetValues<ColorOperation>();
            random.Shuffle<ColorOperation>(order);
        }
        return new(
            crop,
            flip,
            order,
            (float)random.Between(low, high),
            (float)random.Between(low, high),
            (float)random.Between(low, high),
            (float)(0.2 * options.Jitter * random.Between(-1, 1)),
            random.Chance(options.GrayProbability),
            random.Chance(options.BlurProbability) ? (float)random.Between(0.1, 2) : 0,
            options.Symmetry == Symmetry.Square ? random.Next(4) : 0
        );
    }
}

public enum ColorOperation
{
    Brightness,
    Contrast,
    Saturation,
    Hue,
}
