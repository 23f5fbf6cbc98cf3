using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared.Formats;

namespace Platform.Shared.Sampling;

/// <summary>
/// Finds images that are near copies of a training photograph: their embedding's distance to the nearest photograph
/// over the mean distance to the nearest fifty. Carlini et al. 2023, "Extracting training data from diffusion models",
/// section
/// 4.2,
/// arXiv 2301.13188. Holds 64 whole numbers a photograph and orientation, never its pixels. Thread-safe.
/// </summary>
/// <remarks>
/// The numbers are a random projection (Johnson and Lindenstrauss 1984) of the centred embedding, scaled to one length
/// and rounded; distances between them are sums of whole numbers, exact in float32 in any order.
/// </remarks>
public sealed class CopiesIndex
{
    const int Dimensions = 64,
        Neighbours = 50;

    /// <summary>The first releases wrote a schema, but no kind.</summary>
    static readonly FileContract Contract = new("copies index", 1, "publish")
    {
        Unmarked = header =>
            header.ContainsKey("photographs") && header["schema"] is JsonValue v && v.TryGetValue<int>(out var schema)
                ? schema
                : null,
        Remedy = "publish the bundle again",
    };
    const float Scale = 400; // a component of a unit vector is about 1/8: 50 of 127 levels
    const ulong ProjectionSeed = 0x636F70696573; // fixed, so that one index is one projection

    /// <param name="Threshold">
    /// an image with a smaller ratio is a near copy: the least ratio of a photograph that was held out
    /// </param>
    sealed record Header(int Features, int Photographs, int Orientations, float Threshold);

    readonly Header header;
    readonly float[] mean; // [F]
    readonly float[] projection; // [64, F]
    readonly float[] vectors; // [photographs x orientations, 64], whole numbers
    readonly float[] squares; // [photographs x orientations]

    CopiesIndex(Header header, float[] mean, float[] vectors)
    {
        (this.header, this.mean, this.vectors) = (header, mean, vectors);
        projection = new float[Dimensions * header.Features];
        for (var d = 0; d < Dimensions; d++)
            LatentSampler.Fill(ProjectionSeed, d, stream: 0, projection.AsSpan(d * header.Features, header.Features));
        squares =
        [
            .. Enumerable
                .Range(0, vectors.Length / Dimensions)
                .Select(i => TensorPrimitives.SumOfSquares(vectors.AsSpan(i * Dimensions, Dimensions))),
        ];
    }

    public int Photographs => header.Photographs;
    public float Threshold => header.Threshold;

    /// <param name="training">
    /// embeddings [F] of each photograph in each orientation that a generator may have learned
    /// </param>
    /// <param name="heldOut">embeddings [F] of photographs that the generator did not see</param>
    public static CopiesIndex Build(IReadOnlyList<IReadOnlyList<float[]>> training, IReadOnlyList<float[]> heldOut)
    {
        if (training.Count < 2 || heldOut.Count == 0)
            throw new InputException(
                "an index of copies needs two or more training photographs and a held-out one as a yardstick"
            );
        var features = heldOut[0].Length;
        var mean = new float[features];
        foreach (var embedding in training.SelectMany(p => p))
            TensorPrimitives.Add(mean, embedding, mean);
        TensorPrimitives.Divide(mean, training.Sum(p => p.Count), mean);
        var header = new Header(features, training.Count, training[0].Count, 0);
        var empty = new CopiesIndex(header, mean, []);
        var vectors = training.SelectMany(p => p).SelectMany(empty.Project).ToArray();
        var index = new CopiesIndex(header, mean, vectors);
        return new(header with { Threshold = heldOut.Min(index.Ratio) }, mean, vectors);
    }

    public bool IsCopy(float[] embedding) => Ratio(embedding) < Threshold;

    /// <summary>
    /// Near 1 for an image that is as far from its nearest photograph as from the next ones, near 0 for a copy.
    /// </summary>
    /// <param name="embedding">[F]</param>
    public float Ratio(float[] embedding)
    {
        var query = Project(embedding);
        var square = TensorPrimitives.SumOfSquares(query);
        Span<float> nearest = stackalloc float[Math.Min(Neighbours, Photographs)]; // squared distances, ascending
        nearest.Fill(float.PositiveInfinity);
        for (var p = 0; p < Photographs; p++)
        {
            var least = float.PositiveInfinity;
            for (var i = p * header.Orientations; i < (p + 1) * header.Orientations; i++)
                least = Math.Min(
                    least,
                    square + squares[i] - 2 * TensorPrimitives.Dot(query, vectors.AsSpan(i * Dimensions, Dimensions))
                );
            if (least >= nearest[^1])
                continue;
            var at = nearest.Length - 1;
            for (; at > 0 && nearest[at - 1] > least; at--)
                nearest[at] = nearest[at - 1];
            nearest[at] = least;
        }
        TensorPrimitives.Sqrt(nearest, nearest);
        return nearest[0] / Math.Max(TensorPrimitives.Sum(nearest) / nearest.Length, 1e-12f);
    }

    /// <summary>[64] whole numbers from -127 to 127</summary>
    float[] Project(float[] embedding)
    {
        var centred = new float[header.Features];
        TensorPrimitives.Subtract(embedding, mean, centred);
        var result = new float[Dimensions];
        for (var d = 0; d < Dimensions; d++)
            result[d] = TensorPrimitives.Dot(centred, projection.AsSpan(d * header.Features, header.Features));
        var length = Math.Max(TensorPrimitives.Norm(result), 1e-12f);
        for (var d = 0; d < Dimensions; d++)
            result[d] = Math.Clamp(MathF.Round(result[d] / length * Scale), -127, 127);
        return result;
    }

    /// <summary>One line of JSON, then the mean embedding in float32 and the vectors in int8, little-endian.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(Contract.Mark(header, JsonSerializerOptions.Web).ToJsonString()));
        file.WriteByte((byte)'\n');
        file.Write(MemoryMarshal.AsBytes<float>(mean));
        file.Write(MemoryMarshal.AsBytes<sbyte>([.. vectors.Select(v => (sbyte)v)]));
    }

    /// <exception cref="InputException">The file is damaged or of another schema.</exception>
    public static CopiesIndex Load(string path) => Load(path, File.ReadAllBytes(path));

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">Damaged or of another schema.</exception>
    public static CopiesIndex Load(string path, byte[] bytes)
    {
        var line = Array.IndexOf(bytes, (byte)'\n');
        var header = Contract.Parse<Header>(
            path,
            Encoding.UTF8.GetString(bytes, 0, Math.Max(line, 0)),
            JsonSerializerOptions.Web
        );
        var body = bytes.AsSpan(line + 1);
        if (
            header.Features < 1
            || header.Photographs < 2
            || header.Orientations < 1
            || body.Length != header.Features * 4L + (long)header.Photographs * header.Orientations * Dimensions
        )
            throw new InputException($"{path}: damaged (cut short, or its sizes do not fit); {Contract.Remedy}");
        var mean = MemoryMarshal.Cast<byte, float>(body[..(header.Features * 4)]).ToArray();
        return new(
            header,
            mean,
            [.. MemoryMarshal.Cast<byte, sbyte>(body[(header.Features * 4)..]).ToArray().Select(v => (float)v)]
        );
    }
}
