using Platform.Training.Tracing;

namespace Platform.Training.Layers;

/// <summary>
/// Divides each vector along axis 1 by its root mean square. Karras et al. 2018, section 4.2, arXiv 1710.10196.
/// </summary>
public static class PixelNorm
{
    const float Eps = 1e-8f;

    public static T Apply<T>(T x)
        where T : IValue<T> => x * ((x * x).Mean(1) + Eps).Rsqrt();
}
