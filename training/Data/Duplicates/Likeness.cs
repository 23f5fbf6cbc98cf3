using System.Numerics.Tensors;

namespace Platform.Training.Data.Duplicates;

/// <summary>A photograph as it is compared with others: little of it is kept in memory.</summary>
sealed class Photograph
{
    readonly Func<Luminance> full;
    readonly byte[] small; // [32, 32]

    /// <param name="full">reads its luminance, [64, 64], whenever it is asked for</param>
    public Photograph(Func<Luminance> full)
    {
        this.full = full;
        var light = Full.Halved();
        (small, Fingerprint) = (Rounded(light), new(light));
    }

    public Fingerprint Fingerprint { get; }

    /// <summary>[64, 64], without a black surround</summary>
    public Luminance Full => DarkRim.Filled(full());

    /// <summary>[32, 32], to whole levels</summary>
    public Luminance Small
    {
        get
        {
            var values = new float[small.Length];
            TensorPrimitives.ConvertTruncating<byte, float>(small, values);
            return new(Fingerprint.Side, values);
        }
    }

    static byte[] Rounded(Luminance light) => [.. light.Values.Select(v => (byte)MathF.Round(v))];
}

/// <summary>
/// How much one photograph is another one mirrored, turned by quarters, cropped, resized or compressed anew: the
/// normalised cross-correlation of their details (Lewis 1995, "Fast normalized cross-correlation", Eq. 2) after an
/// affine map that is found for the pair. Near 1 for a copy; lesions that merely look alike differ in their details.
/// </summary>
/// <remarks>
/// From coarse to fine, and left as soon as the squares are too unlike. The copy score of audit asks the same of
/// a drawn image; it looks for one map in a list of crops, does not reach crops that change the aspect, and finds 97 of
/// 100 copies.
/// </remarks>
static class Likeness
{
    /// <summary>Side at which details are compared.</summary>
    public const int Side = 64;

    /// <summary>
    /// The likeness from which on two photographs are near-duplicates. It lies in the gap that HAM10000 leaves at 96
    /// pixels: of each hundred planted copies (turned, mirrored, cropped by 5 %, reduced to 60 %, recompressed at
    /// quality 50, and all of these at once) 99 have 0.525 or more; of 25 million pairs of lesions the eight above
    /// 0.53 are to the eye one lesion under two names, and the likest pair that surely is not has 0.45. The same
    /// photographs served to choose the measure, so that others may do a little worse; of photographs that come as 84
    /// pixels or fewer, less is found.
    /// </summary>
    public const double NearDuplicate = 0.52;

    /// <summary>
    /// Least correlations of the aligned luminance at 16 pixels, after a few steps and after all, of that at 32 pixels,
    /// and of the details there. They only save time: of planted copies they lose none whose map is found.
    /// </summary>
    const double LeastAtFirst = 0.8,
        LeastAt16 = 0.9,
        LeastAt32 = 0.9,
        LeastDetailsAt32 = 0.25;

    /// <summary>Deviation below which a square is flat, in levels of 255: what is left is the camera's noise.</summary>
    const double Flat = 0.5,
        FlatDetails = 0.25;

    /// <summary>
    /// Levels of 255 at which a detail is cut off, so that the black rim of a dermoscope or the edge of a small dark
    /// spot does not outweigh the texture everywhere else.
    /// </summary>
    const float MostDetail = 3;

    /// <param name="symmetry">in which the other one is coarsely like it</param>
    /// <param name="small">[32, 32] of the first one</param>
    /// <param name="tiny">[16, 16] of it</param>
    /// <returns>-1 to 1; 0 where they are seen to be unlike before their details are compared</returns>
    public static double Of(Photograph one, Photograph other, int symmetry, Luminance small, Luminance tiny)
    {
        var map = new Alignment();
        var turned = other.Small.Turned(symmetry);
        var turnedTiny = turned.Halved();
        if (!map.Refine(tiny, turnedTiny, 3) || map.Correlation(tiny, turnedTiny, Flat) < LeastAtFirst)
            return 0;
        if (!map.Refine(tiny, turnedTiny, 5) || map.Correlation(tiny, turnedTiny, Flat) < LeastAt16)
            return 0;
        if (!map.Refine(small, turned, 8) || map.Correlation(small, turned, Flat) < LeastAt32)
            return 0;
        if (map.Correlation(Details(small, 1), Details(turned, 1), FlatDetails) < LeastDetailsAt32)
            return 0;
        var (full, turnedFull) = (one.Full, other.Full.Turned(symmetry));
        return map.Refine(full, turnedFull, 10)
            ? map.Correlation(Details(full, 2), Details(turnedFull, 2), FlatDetails)
            : 0;
    }

    /// <summary>Less the mean over the pixels around.</summary>
    static Luminance Details(Luminance light, int r)
    {
        var details = new float[light.Values.Length];
        TensorPrimitives.Subtract(light.Values, light.Blurred(r).Values, details);
        for (var i = 0; i < details.Length; i++)
            details[i] = Math.Clamp(details[i], -MostDetail, MostDetail);
        return new(light.Side, details);
    }
}
