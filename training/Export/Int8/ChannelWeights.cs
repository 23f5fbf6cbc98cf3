namespace Platform.Training.Export.Int8;

/// <summary>
/// A convolution's weights as int8, one scale for each output channel and 0 for 0, and its bias as int32 in the unit of
/// the sums. Jacob et al. 2018, section 2.4 and Eq. 11; a scale for each channel: Krishnamoorthi 2018, section 3.1.3,
/// arXiv
/// 1806.08342.
/// </summary>
/// <param name="Weights">
/// [O, C, K, K]; -127 to 127, never -128, so that positive and negative weights are treated alike
/// </param>
/// <param name="Scales">[O]</param>
/// <param name="Bias">[O], in units of the input's scale times the channel's</param>
public sealed record ChannelWeights(sbyte[] Weights, float[] Scales, int[] Bias)
{
    /// <summary>Of the bias, so that the sum of the products still fits beside it into 32 bits.</summary>
    const double LargestBias = 1 << 30;

    /// <param name="weights">[O, C, K, K]</param>
    /// <param name="bias">[O]</param>
    /// <param name="inputScale">of the bytes that come in</param>
    public static ChannelWeights Of(float[] weights, float[] bias, float inputScale)
    {
        var (channels, size) = (bias.Length, weights.Length / bias.Length);
        var (quantised, scales, sums) = (new sbyte[weights.Length], new float[channels], new int[channels]);
        for (var o = 0; o < channels; o++)
        {
            var row = weights.AsSpan(o * size, size);
            var most = 0f;
            foreach (var w in row)
                most = MathF.Max(most, MathF.Abs(w));
            // A channel of almost no weight and a large bias takes a coarser scale, or its bias would not fit.
            scales[o] = (float)
                Math.Max(Math.Max(most / sbyte.MaxValue, Math.Abs(bias[o]) / (inputScale * LargestBias)), 1e-12);
            for (var i = 0; i < size; i++)
                quantised[o * size + i] = (sbyte)
                    Math.Clamp(MathF.Round(row[i] / scales[o]), -sbyte.MaxValue, sbyte.MaxValue);
            sums[o] = (int)Math.Round(bias[o] / ((double)scales[o] * inputScale));
        }
        return new(quantised, scales, sums);
    }
}
