using System.Numerics.Tensors;
using Platform.Shared.Sampling;

namespace Platform.Tools.Bench.Curves;

/// <summary>Rows like embeddings: a Gaussian of unit variance for each class, whose means are drawn about 0.</summary>
static class GaussianClusters
{
    // of the means, a feature: of 512 features, clusters 3.8 deviations apart, so that some rows are mistaken
    const float Spread = 0.12f;

    /// <returns>[F] for each row; row i is of class i mod classes</returns>
    public static float[][] Draw(int rows, int features, int classes, ulong seed)
    {
        float[][] Normals(uint stream, int count) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i =>
                    {
                        var values = new float[features];
                        LatentSampler.Fill(seed, i, stream, values);
                        return values;
                    }),
            ];
        var means = Normals(0, classes);
        var drawn = Normals(1, rows);
        for (var i = 0; i < rows; i++)
            TensorPrimitives.MultiplyAdd(means[i % classes], Spread, drawn[i], drawn[i]);
        return drawn;
    }
}
