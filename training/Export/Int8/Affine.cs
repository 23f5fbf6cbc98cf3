namespace Platform.Training.Export.Int8;

/// <summary>Real numbers as bytes: r = S (q - Z). Jacob et al. 2018, Eq. 1, arXiv 1712.05877.</summary>
/// <param name="Scale">S, the step between two bytes, above 0</param>
/// <param name="Zero">Z, the byte of 0; so that padding with zeros and a rectifier's zero are exact</param>
public readonly record struct Affine(float Scale, byte Zero)
{
    /// <summary>Steps of an activation that is 0 throughout.</summary>
    const float Least = 1e-12f;

    /// <summary>
    /// The bytes of a range that is widened to hold 0. Jacob et al. 2018, Eq. 13, with the zero point rounded to a
    /// byte.
    /// </summary>
    public static Affine Of(double low, double high)
    {
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        if (!double.IsFinite(high - low))
            throw new ArgumentException($"No range of bytes from {low} to {high}.");
        var scale = (float)((high - low) / byte.MaxValue);
        return scale < Least ? new(Least, 0) : new(scale, (byte)Math.Clamp(Math.Round(-low / scale), 0, byte.MaxValue));
    }

    public static Affine Of((double Low, double High) range) => Of(range.Low, range.High);

    /// <summary>
    /// The nearest byte, ties to the even one, as ONNX's QuantizeLinear; beyond the range the last byte.
    /// </summary>
    public byte Quantise(float value) => (byte)Math.Clamp(MathF.Round(value / Scale) + Zero, 0, byte.MaxValue);

    public float Value(byte q) => Scale * (q - Zero);
}
