namespace Platform.Training.Ssl.Views;

/// <summary>Each operation that views are made of, alone and at its two ends, on one image. Ren et al. 2021, Figure 4.</summary>
public static class ViewSheet
{
    /// <param name="side">of the image in pixels</param>
    public static IReadOnlyList<(string Name, View View)> Of(int side, ViewOptions options)
    {
        var whole = new Crop(0, 0, side, side);
        var small = Math.Max(1, (int)Math.Round(side * Math.Sqrt(options.MinArea)));
        View Colour(ColorOperation operation, float factor)
        {
            var view = new View(whole, Order: [operation, .. Enum.GetValues<ColorOperation>().Where(o => o != operation)]);
            return operation switch
            {
                ColorOperation.Brightness => view with { Brightness = factor },
                ColorOperation.Contrast => view with { Contrast = factor },
                ColorOperation.Saturation => view with { Saturation = factor },
                _ => view with { Hue = factor },
            };
        }
        var (low, high, turn) = ((float)Math.Max(0, 1 - 0.8 * options.Jitter), (float)(1 + 0.8 * options.Jitter), (float)(0.2 * options.Jitter));
        return
        [
            ("original", new(whole)), ("mirror", new(whole, Flip: true)), ("quarter turn", new(whole, QuarterTurns: 1)),
            ("crop, half the area", new(Centred(side, (int)Math.Round(side * Math.Sqrt(0.5))))), ("crop, least area", new(Centred(side, small))),
            ("brightness -", Colour(ColorOperation.Brightness, low)), ("brightness +", Colour(ColorOperation.Brightness, high)),
            ("contrast -", Colour(ColorOperation.Contrast, low)), ("contrast +", Colour(ColorOperation.Contrast, high)),
            ("saturation -", Colour(ColorOperation.Saturation, low)), ("saturation +", Colour(ColorOperation.Saturation, high)),
            ("hue -", Colour(ColorOperation.Hue, -turn)), ("hue +", Colour(ColorOperation.Hue, turn)),
            ("grey", new(whole, Gray: true)), ("blur, sigma 2", new(whole, BlurSigma: 2)),
        ];
    }

    static Crop Centred(int side, int length) => new((side - length) / 2, (side - length) / 2, length, length);
}
