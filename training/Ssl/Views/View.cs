using Platform.Training.Data;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// Everything that is drawn for one view of one image: what the views of a run are, and what <c>views</c> shows of it.
/// Another operation is a value here, its option in <see cref="ViewOptions"/>, and its work in <see cref="ViewMaker"/>.
/// </summary>
/// <param name="Order">The four colour operations in the order they are applied; null leaves the colours alone.</param>
/// <param name="Brightness">Factor; 1 is none.</param>
/// <param name="Contrast">Factor; 1 is none.</param>
/// <param name="Saturation">Factor; 1 is none.</param>
/// <param name="Hue">Shift in turns of the colour circle; 0 is none.</param>
/// <param name="BlurSigma">In pixels; 0 is none.</param>
/// <param name="QuarterTurns">0 to 3, counter-clockwise, after the flip.</param>
/// <param name="Cast">Factor of each channel, before the other changes of colour; null is none.</param>
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
    int QuarterTurns = 0,
    (float R, float G, float B)? Cast = null
)
{
    /// <remarks>
    /// A value that a later release draws is drawn last: those before it, and so the runs without it, stay as they
    /// were.
    /// </remarks>
    /// <param name="side">of the image in pixels</param>
    /// <param name="maxArea">the largest area of a crop as a share of the image; the least is an option</param>
    public static View Draw(ViewRandom random, int side, ViewOptions options, double maxArea = 1)
    {
        var crop = Crop.Draw(ref random, side, options.MinArea, maxArea);
        var flip = random.Chance(options.Symmetry == Symmetry.None ? 0 : 0.5);
        var (low, high) = (Math.Max(0, 1 - 0.8 * options.Jitter), 1 + 0.8 * options.Jitter);
        ColorOperation[]? order = null;
        if (random.Chance(options.JitterShare))
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
            random.Chance(options.Gray),
            random.Chance(options.Blur) ? (float)random.Between(0.1, 2) : 0,
            options.Symmetry == Symmetry.Square ? random.Next(4) : 0,
            options.Cast > 0 ? (Channel(), Channel(), Channel()) : null
        );

        float Channel() => (float)Math.Exp(Math.Log(1 + options.Cast) * random.Between(-1, 1));
    }

    /// <summary>
    /// Each operation that <see cref="Draw"/> makes views of, alone and at its two ends. Ren et al. 2021, Figure 4.
    /// </summary>
    /// <param name="side">of the image in pixels</param>
    public static IReadOnlyList<(string Name, View View)> Sheet(int side, ViewOptions options)
    {
        var whole = new View(new Crop(0, 0, side, side));
        var jitters = options.JitterShare > 0 && options.Jitter > 0;
        var (low, high) = ((float)Math.Max(0, 1 - 0.8 * options.Jitter), (float)(1 + 0.8 * options.Jitter));
        var turn = (float)(0.2 * options.Jitter);
        var cool = (float)(1 / (1 + options.Cast));
        var jittered = whole with { Order = Enum.GetValues<ColorOperation>() };
        (bool Used, string Name, View View)[] all =
        [
            (true, "original", whole),
            (options.Symmetry != Symmetry.None, "mirror", whole with { Flip = true }),
            (options.Symmetry == Symmetry.Square, "quarter turn", whole with { QuarterTurns = 1 }),
            (true, "crop, half the area", new(Crop.Central(side, 0.5))),
            (true, "crop, least area", new(Crop.Central(side, options.MinArea))),
            (jitters, "brightness -", jittered with { Brightness = low }),
            (jitters, "brightness +", jittered with { Brightness = high }),
            (jitters, "contrast -", jittered with { Contrast = low }),
            (jitters, "contrast +", jittered with { Contrast = high }),
            (jitters, "saturation -", jittered with { Saturation = low }),
            (jitters, "saturation +", jittered with { Saturation = high }),
            (jitters, "hue -", jittered with { Hue = -turn }),
            (jitters, "hue +", jittered with { Hue = turn }),
            (options.Cast > 0, "warm cast", whole with { Cast = ((float)(1 + options.Cast), 1, cool) }),
            (options.Cast > 0, "cool cast", whole with { Cast = (cool, 1, (float)(1 + options.Cast)) }),
            (options.Gray > 0, "grey", whole with { Gray = true }),
            (options.Blur > 0, "blur, sigma 2", whole with { BlurSigma = 2 }),
        ];
        return [.. all.Where(s => s.Used).Select(s => (s.Name, s.View))];
    }
}

public enum ColorOperation
{
    Brightness,
    Contrast,
    Saturation,
    Hue,
}
