using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Platform.Shared.Files;
using Platform.Shared.Head;
using Platform.Shared.Onnx;

namespace Platform.Shared.Bundles;

/// <summary>Inputs of a model file and the outputs that its makers saw: replayed wherever the file is loaded.</summary>
/// <remarks>On disk: one line of JSON that lists the tensors, then their values in that order, little-endian.</remarks>
public sealed record Probe(IReadOnlyList<TensorData> Inputs, IReadOnlyList<TensorData> Outputs)
{
    /// <summary>Largest difference over largest value; float32 on another processor stays far below.</summary>
    public const float RelativeTolerance = 1e-3f;

    /// <summary>
    /// The same where activations are bytes: on another processor a sum may be rounded to the byte beside it, and later
    /// layers carry that on (1.2 % measured: models/README.md).
    /// </summary>
    public const float Int8Tolerance = 0.05f;

    /// <summary>
    /// Levels of a byte for an image's value 1; a tolerance in levels is rounded up, so that it is one at least.
    /// </summary>
    const float HalfRange = 127.5f;
    const int MaxHeader = 1 << 16;

    sealed record Entry(string Name, string Type, long[] Shape);

    sealed record Header(Entry[] Inputs, Entry[] Outputs);

    /// <summary>For a model file of a bundle.</summary>
    public static float ToleranceOf(BundleManifest manifest, string file) =>
        (file == BundleFiles.Generator ? manifest.GeneratorPrecision : manifest.Precision) == BundleManifest.Int8
            ? Int8Tolerance
            : RelativeTolerance;

    public static Probe Record(OnnxModel model, params IReadOnlyList<TensorData> inputs) =>
        new(inputs, model.Run(inputs));

    public static Probe Record(LinearHead head, float[][] embeddings) =>
        new(
            [new TensorData("embedding", embeddings.SelectMany(e => e).ToArray(), embeddings.Length, head.Features)],
            [
                new TensorData(
                    "probabilities",
                    Score(head, embeddings.SelectMany(e => e).ToArray()),
                    embeddings.Length,
                    head.Classes
                ),
            ]
        );

    /// <exception cref="InputException">
    /// The file computes something else here than where the probe was recorded.
    /// </exception>
    public void Replay(string file, OnnxModel model, float tolerance = RelativeTolerance)
    {
        foreach (var (expected, actual) in Outputs.Zip(Run(file, model)))
            Compare(file, expected, actual, tolerance);
    }

    /// <exception cref="InputException">As for a model.</exception>
    public void Replay(string file, LinearHead head)
    {
        if (
            Inputs is not [{ Type: "float" } input]
            || Outputs is not [{ Type: "float" } output]
            || input.Shape is not [var n, var features]
            || features != head.Features
        )
            throw new InputException($"{file}: the probe's tensors do not fit the head; publish the bundle again");
        Compare(file, output, new TensorData(output.Name, Score(head, input.Floats), n, head.Classes));
    }

    /// <exception cref="InputException">The two differ by more than rounding.</exception>
    public static void Compare(string file, TensorData expected, TensorData actual, float tolerance = RelativeTolerance)
    {
        if (expected.Type != actual.Type || !expected.Shape.SequenceEqual(actual.Shape))
            throw new InputException(
                $"{file}: {actual.Name} is {actual.Type} [{string.Join(',', actual.Shape)}], the probe has "
                    + $"{expected.Type} [{string.Join(',', expected.Shape)}]; publish the bundle again"
            );
        if (expected.Type == "uint8")
        {
            var levels = expected.Bytes.Zip(actual.Bytes, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
            if (levels > MathF.Ceiling(tolerance * HalfRange))
                throw Mismatch(file, actual.Name, $"{levels} levels of 255");
            return;
        }
        float difference = 0,
            scale = 0;
        foreach (var (a, b) in expected.Floats.Zip(actual.Floats))
            // NaN stays NaN
            (difference, scale) = (MathF.Max(difference, MathF.Abs(a - b)), MathF.Max(scale, MathF.Abs(a)));
        if (!(difference <= tolerance * scale))
            throw Mismatch(file, actual.Name, $"{difference / scale:G2} of the largest value");
    }

    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        JsonSerializer.Serialize(file, new Header([.. Inputs.Select(Describe)], [.. Outputs.Select(Describe)]));
        file.WriteByte((byte)'\n');
        foreach (var tensor in Inputs.Concat(Outputs))
            file.Write(RawBytes(tensor.Values));
    }

    /// <exception cref="InputException">Missing or damaged.</exception>
    public static Probe Load(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        return Load(path, File.ReadAllBytes(path));
    }

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">Damaged.</exception>
    public static Probe Load(string path, byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n', 0, Math.Min(bytes.Length, MaxHeader));
        try
        {
            var header =
                JsonSerializer.Deserialize<Header>(bytes.AsSpan(0, Math.Max(end, 0)))
                ?? throw new JsonException("null");
            var at = end + 1;
            var probe = new Probe(
                [.. header.Inputs.Select(e => Read(e, bytes, ref at))],
                [.. header.Outputs.Select(e => Read(e, bytes, ref at))]
            );
            return at == bytes.Length && probe.Outputs.Count > 0 ? probe : throw new JsonException("wrong length");
        }
        catch (Exception e)
            when (e is JsonException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new InputException($"{path}: a damaged probe ({JsonFault.Of(e)}); copy the bundle again", e);
        }
    }

    IReadOnlyList<TensorData> Run(string file, OnnxModel model)
    {
        try
        {
            return model.Run(Inputs, [.. Outputs.Select(o => o.Name)]);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            throw new InputException($"{file}: cannot be run on its probe ({e.Message}); publish the bundle again", e);
        }
    }

    static InputException Mismatch(string file, string output, string by) =>
        new(
            $"{file}: {output} differs from its probe by {by}; this machine or file computes something else: copy "
                + $"the bundle again or publish it again"
        );

    static float[] Score(LinearHead head, float[] embeddings)
    {
        var n = embeddings.Length / head.Features;
        var probabilities = new float[n * head.Classes];
        for (var i = 0; i < n; i++)
            head.Probabilities(
                embeddings.AsSpan(i * head.Features, head.Features),
                probabilities.AsSpan(i * head.Classes, head.Classes)
            );
        return probabilities;
    }

    static Entry Describe(TensorData tensor) => new(tensor.Name, tensor.Type, tensor.Shape);

    static ReadOnlySpan<byte> RawBytes(Array values) =>
        values is byte[] bytes ? bytes : MemoryMarshal.AsBytes(((float[])values).AsSpan());

    static TensorData Read(Entry entry, byte[] bytes, ref int at)
    {
        var count = entry.Shape.Aggregate(1L, (a, b) => checked(a * b));
        var size = checked(
            (int)(
                count
                * (
                    entry.Type switch
                    {
                        "uint8" => 1,
                        "float" => 4,
                        var other => throw new JsonException($"type {other}"),
                    }
                )
            )
        );
        var raw = bytes.AsSpan(at, size);
        at += size;
        return entry.Type == "uint8"
            ? new(entry.Name, raw.ToArray(), entry.Shape)
            : new(entry.Name, MemoryMarshal.Cast<byte, float>(raw).ToArray(), entry.Shape);
    }
}
