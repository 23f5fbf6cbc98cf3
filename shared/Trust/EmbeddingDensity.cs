using System.Numerics.Tensors;
using Platform.Shared.Formats;

namespace Platform.Shared.Trust;

/// <summary>
/// How far an embedding lies from those of the training images: the Mahalanobis distance to the nearest class, with one
/// covariance for all classes. Lee et al. 2018, Eq. 2, arXiv 1807.03888. Relative to that of one Gaussian for all
/// images it tells other lesions apart better, and images that are no lesions worse: Ren et al. 2021, Eq. 3, arXiv
/// 2106.09022.
/// </summary>
public sealed class EmbeddingDensity
{
    /// <summary>
    /// Share of the mean variance that is added to each variance, so that constant features do not divide by zero.
    /// </summary>
    const double Ridge = 1e-2;
    public const string Measure = "mahalanobis";
    static readonly BinaryContract Contract = new("density", 1, "copy the bundle again");
    readonly float[][] means,
        whitened;
    readonly float[] mean,
        within,
        whole,
        whitenedMean;

    public int Features => mean.Length;

    /// <param name="within">[F, F], the Cholesky factor of the covariance around the class means</param>
    /// <param name="whole">[F, F], of that around the one mean</param>
    EmbeddingDensity(float[][] means, float[] within, float[] mean, float[] whole)
    {
        (this.means, this.within, this.mean, this.whole) = (means, within, mean, whole);
        (whitened, whitenedMean) = ([.. means.Select(m => Cholesky.Solve(within, m))], Cholesky.Solve(whole, mean));
    }

    /// <param name="embeddings">[F] of each training image</param>
    public static EmbeddingDensity Fit(IReadOnlyList<float[]> embeddings, IReadOnlyList<int> labels, int classes)
    {
        float[] Mean(IEnumerable<int> images)
        {
            var (sum, count) = (new double[embeddings[0].Length], 0);
            foreach (var i in images)
            {
                for (var f = 0; f < sum.Length; f++)
                    sum[f] += embeddings[i][f];
                count++;
            }
            return [.. sum.Select(s => (float)(s / Math.Max(1, count)))];
        }
        var all = Enumerable.Range(0, embeddings.Count).ToArray();
        float[][] means = [.. Enumerable.Range(0, classes).Select(c => Mean(all.Where(i => labels[i] == c)))];
        var mean = Mean(all);
        return new(means, Lower(embeddings, i => means[labels[i]]), mean, Lower(embeddings, _ => mean));
    }

    /// <summary>
    /// Squared Mahalanobis distance to the nearest class, over the number of features: about 1 for the training images.
    /// </summary>
    public double Distance(ReadOnlySpan<float> embedding)
    {
        var at = Cholesky.Solve(within, embedding);
        return whitened.Min(center => Squared(at, center));
    }

    /// <summary>The same less that to all training images taken as one.</summary>
    public double RelativeDistance(ReadOnlySpan<float> embedding) =>
        Distance(embedding) - Squared(Cholesky.Solve(whole, embedding), whitenedMean);

    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        Contract.Write(writer);
        writer.Write(means.Length);
        writer.Write(Features);
        foreach (var center in means)
            Write(center);
        Write(mean);
        foreach (var lower in new[] { within, whole })
            for (var i = 0; i < Features; i++)
                Write(lower.AsSpan(i * Features, i + 1));

        void Write(ReadOnlySpan<float> values)
        {
            foreach (var value in values)
                writer.Write(value);
        }
    }

    /// <exception cref="InputException">Missing, or not such a file.</exception>
    public static EmbeddingDensity Load(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        return Load(path, File.ReadAllBytes(path));
    }

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">Not such a file.</exception>
    public static EmbeddingDensity Load(string path, byte[] bytes) => Contract.Read(path, bytes, Content);

    static EmbeddingDensity Content(BinaryReader reader)
    {
        var (classes, features) = (reader.ReadInt32(), reader.ReadInt32());
        if (classes is < 1 or > 10_000 || features is < 1 or > 65_536)
            throw new InvalidDataException($"{classes} classes of {features} features");
        var means = Enumerable.Range(0, classes).Select(_ => Read(features)).ToArray();
        var mean = Read(features);
        var density = new EmbeddingDensity(means, Triangle(features), mean, Triangle(features));
        return density;

        float[] Triangle(int n)
        {
            var lower = new float[n * n];
            for (var i = 0; i < n; i++)
                Read(i + 1).CopyTo(lower, i * n);
            return lower;
        }
        float[] Read(int n)
        {
            var values = new float[n];
            for (var i = 0; i < n; i++)
                values[i] = reader.ReadSingle();
            return values;
        }
    }

    static double Squared(float[] a, float[] b) => Math.Pow(TensorPrimitives.Distance<float>(a, b), 2) / a.Length;

    /// <summary>The Cholesky factor of the covariance around the given centres.</summary>
    static float[] Lower(IReadOnlyList<float[]> embeddings, Func<int, float[]> center)
    {
        var size = embeddings[0].Length;
        var covariance = new double[size * size];
        var difference = new double[size];
        for (var i = 0; i < embeddings.Count; i++)
        {
            var from = center(i);
            for (var f = 0; f < size; f++)
                difference[f] = embeddings[i][f] - from[f];
            for (var f = 0; f < size; f++)
            {
                var row = covariance.AsSpan(f * size, f + 1);
                TensorPrimitives.MultiplyAdd(difference.AsSpan(0, f + 1), difference[f] / embeddings.Count, row, row);
            }
        }
        var ridge = Math.Max(Ridge * Enumerable.Range(0, size).Average(f => covariance[f * size + f]), 1e-12);
        for (var f = 0; f < size; f++)
        {
            covariance[f * size + f] += ridge;
            for (var g = 0; g < f; g++)
                covariance[g * size + f] = covariance[f * size + g];
        }
        return [.. Cholesky.Factor(covariance, size).Select(v => (float)v)];
    }
}
