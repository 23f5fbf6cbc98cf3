namespace Platform.Tools.Bench.Curves;

/// <summary>Rows like embeddings: a Gaussian of unit variance for each class, whose means are drawn about 0.</summary>
static class GaussianClusters
{
    const double Spread = 0.12;                                  // of the means, a feature: of 512 features, clusters 3.8 deviations apart, so that some rows are mistaken

    /// <returns>[F] for each row; row i is of class i mod classes</returns>
    public static float[][] Draw(int rows, int features, int classes, int seed)
    {
        var random = new Random(seed);
        var means = Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, features).Select(_ => Spread * Normal(random)).ToArray()).ToArray();
        return [.. Enumerable.Range(0, rows).Select(i => Array.ConvertAll(means[i % classes], mean => (float)(mean + Normal(random))))];
    }

    /// <summary>Box and Muller 1958.</summary>
    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
