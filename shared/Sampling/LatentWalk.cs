using System.Numerics.Tensors;

namespace Platform.Shared.Sampling;

/// <summary>
/// The way from one latent vector to another at constant speed on the great circle between them. Shoemake 1985, section
/// 3.3 (slerp).
/// </summary>
public static class LatentWalk
{
    /// <param name="t">0 is <paramref name="from"/>, 1 is <paramref name="to"/></param>
    public static float[] At(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double t)
    {
        var cosine = TensorPrimitives.Dot(from, to) / ((double)TensorPrimitives.Norm(from) * TensorPrimitives.Norm(to));
        var angle = Math.Acos(Math.Clamp(cosine, -1, 1));
        var sine = Math.Sin(angle);
        var (a, b) = sine > 1e-6 ? (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine) : (1 - t, t);
        var z = new float[from.Length];
        for (var i = 0; i < z.Length; i++)
            z[i] = (float)(a * from[i] + b * to[i]);
        return z;
    }
}
