using System.Numerics.Tensors;
using Platform.Shared.Formats;

namespace Platform.Shared.Trust;

/// <summary>A training image that resembles another.</summary>
/// <param name="Image">its identifier in the data set; the photograph is not in the bundle</param>
/// <param name="Label">class code</param>
/// <param name="Similarity">cosine of the two embeddings, -1 to 1</param>
public sealed record NearestCase(string Image, string Label, float Similarity);

/// <summary>
/// The training images of a head by identifier and embedding, to say which cases an image resembles. No photographs.
/// </summary>
public sealed class NearestCases(
    IReadOnlyList<string> images,
    IReadOnlyList<string> labels,
    IReadOnlyList<float[]> embeddings
)
{
    static readonly BinaryContract Contract = new("cases", 1, "copy the bundle again");
    readonly float[][] unit = [.. embeddings.Select(Unit)];

    public int Count => images.Count;

    /// <returns>the nearest first</returns>
    public IReadOnlyList<NearestCase> Of(ReadOnlySpan<float> embedding, int count)
    {
        var wanted = Unit(embedding.ToArray());
        return
        [
            .. unit.Select((u, i) => (Index: i, Similarity: TensorPrimitives.Dot<float>(u, wanted)))
                .OrderByDescending(s => s.Similarity)
                .ThenBy(s => s.Index)
                .Take(count)
                .Select(s => new NearestCase(images[s.Index], labels[s.Index], s.Similarity)),
        ];
    }

    /// <summary>Embeddings of length one in float16: 1 KB a case.</summary>
    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        Contract.Write(writer);
        writer.Write(Count);
        writer.Write(unit[0].Length);
        for (var i = 0; i < Count; i++)
        {
            writer.Write(images[i]);
            writer.Write(labels[i]);
            foreach (var value in unit[i])
                writer.Write((Half)value);
        }
    }

    /// <exception cref="InputException">Missing, or not such a file.</exception>
    public static NearestCases Load(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        return Load(path, File.ReadAllBytes(path));
    }

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">Not such a file.</exception>
    public static NearestCases Load(string path, byte[] bytes) => Contract.Read(path, bytes, Content);

    static NearestCases Content(BinaryReader reader)
    {
        var (count, features) = (reader.ReadInt32(), reader.ReadInt32());
        if (count < 1 || features < 1 || (long)count * features * 2 > reader.BaseStream.Length)
            throw new InvalidDataException($"{count} cases of {features} features");
        var (images, labels, embeddings) = (new string[count], new string[count], new float[count][]);
        for (var i = 0; i < count; i++)
        {
            (images[i], labels[i], embeddings[i]) = (reader.ReadString(), reader.ReadString(), new float[features]);
            for (var f = 0; f < features; f++)
                embeddings[i][f] = (float)reader.ReadHalf();
        }
        return new(images, labels, embeddings);
    }

    static float[] Unit(float[] embedding)
    {
        var unit = new float[embedding.Length];
        TensorPrimitives.Divide(embedding, Math.Max(TensorPrimitives.Norm<float>(embedding), 1e-12f), unit);
        return unit;
    }
}
