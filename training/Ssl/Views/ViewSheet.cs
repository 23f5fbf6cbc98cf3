using Platform.Training.Data;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// Each operation that views are made of with some options, alone and at its two ends, on one image. Ren et al. 2021,
/// Figure 4.
/// </summary>
public static class ViewSheet
{
    /// <param name="side">of the image in pixels</param>
    public static IReadOnlyList<(string Name, View View)> Of(int side, ViewOptions options)
    {
        var whole = new Crop(0, 0, side, side);
        var small = Math.Max(1, (int)Math.Round(side * Math.Sqrt(options.MinArea)));
        View Colour(ColorOperation operation, float factor)
        {
            var view = new View(
                whole,
                Order: [operation, .. Enum.GetValues<ColorOperation>().Where(o => o != operation)]
            );
            return operation switch
            {
                ColorOperation.Brightness => view with { Brightness = factor },
                ColorOperation.Contrast => view with { Contrast = factor },
                ColorOperation.Saturation => view with { Saturation = factor },
                _ => view with { Hue = factor },
            };
        }
        var jitters = options.JitterProbability > 0 && options.Jitter > 0;
        var (low, high, turn) = (
            (float)Math.Max(0, 1 - 0.8 * options.Jitter),
            (float)(1 + 0.8 * options.Jitter),
            (float)(0.2 * options.Jitter)
        );
        (bool Used, string Name, View View)[] all =
        [
            (true, "original", new(whole)),
            (options.Symmetry != Symmetry.None, "mirror", new(whole, Flip: true)),
            (options.Symmetry == Symmetry.Square, "quarter turn", new(whole, QuarterTurns: 1)),
            (true, "crop, half the area", new(Centred(side, (int)Math.Round(side * Math.Sqrt(0.5))))),
            (true, "crop, least area", new(Centred(side, small))),
            (jitters, "brightness -", Colour(ColorOperation.Brightness, low)),
            (jitters, "brightness +", Colour(ColorOperation.Brightness, high)),
            (jitters, "contrast -", Colour(ColorOperation.Contrast, low)),
            (jitters, "contrast +", Colour(ColorOperation.Contrast, high)),
            (jitters, "saturation -", Colour(ColorOperation.Saturation, low)),
            (jitters, "saturation +", Colour(ColorOperation.Saturation, high)),
            (jitters, "hue -", Colour(ColorOperation.Hue, -turn)),
            (jitters, "hue +", Colour(ColorOperation.Hue, turn)),
            (options.GrayProbability > 0, "grey", new(whole, Gray: true)),
            (options.BlurProbability > 0, "blur, sigma 2", new(whole, BlurSigma: 2)),
        ];
        return [.. all.Where(s => s.Used).Select(s => (s.Name, s.View))];
    }

    static Crop Centred(int side, int length) => new((side - length) / 2, (side - length) / 2, length, length);
}
