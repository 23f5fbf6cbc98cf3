using System.Numerics.Tensors;

namespace Platform.Shared.Trust;

/// <summary>
/// The lower factor L of a positive definite matrix L L^T, row by row. Golub and Van Loan 2013, algorithm 4.2.1.
/// </summary>
static class Cholesky
{
    /// <param name="matrix">[F, F], symmetric</param>
    /// <returns>[F, F], zero above the diagonal</returns>
    public static double[] Factor(double[] matrix, int size)
    {
        var l = new double[size * size];
        for (var i = 0; i < size; i++)
        for (var j = 0; j <= i; j++)
        {
            var rest =
                matrix[i * size + j] - TensorPrimitives.Dot<double>(l.AsSpan(i * size, j), l.AsSpan(j * size, j));
            if (i != j)
                l[i * size + j] = rest / l[j * size + j];
            else
                l[i * size + i] =
                    rest > 0
                        ? Math.Sqrt(rest)
                        : throw new ArgumentException("The matrix is not positive definite.", nameof(matrix));
        }
        return l;
    }

    /// <summary>L^-1 x by forward substitution.</summary>
    /// <param name="lower">[F, F]</param>
    public static float[] Solve(ReadOnlySpan<float> lower, ReadOnlySpan<float> x)
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
            y[i] =
                (x[i] - TensorPrimitives.Dot(lower.Slice(i * x.Length, i), y.AsSpan(0, i))) / lower[i * x.Length + i];
        return y;
    }
}
