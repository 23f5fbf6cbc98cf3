using Platform.Shared;
using Platform.Shared.Onnx;

namespace Platform.Training.Export;

/// <summary>Runs an exported file in ONNX Runtime against the network it came from, on fresh inputs.</summary>
public static class ParityCheck
{
    public const double Tolerance = 1e-4;
    public static readonly IReadOnlyList<int> Batches = [1, 2, 7];

    /// <param name="file">the ONNX file</param>
    /// <param name="inputs">inputs of a batch</param>
    /// <param name="reference">what TorchSharp computes from them</param>
    /// <returns>the largest relative difference of each batch</returns>
    /// <exception cref="InputException">A difference is above the tolerance: the file must not be published.</exception>
    public static IReadOnlyList<double> Run(string file, Func<int, IReadOnlyList<TensorData>> inputs, Func<IReadOnlyList<TensorData>, IReadOnlyList<TensorData>> reference)
    {
        using var model = OnnxModel.Load(file);
        return [.. Batches.Select(batch =>
        {
            var given = inputs(batch);
            var expected = reference(given);
            var actual = model.Run(given, [.. expected.Select(e => e.Name)]);
            return expected.Zip(actual, (e, a) => Difference(file, batch, e, a)).Max();
        })];
    }

    /// <summary>max |a - b| / max |b|; a byte may differ by one level, where the rounding falls on an edge, and counts as equal then.</summary>
    static double Difference(string file, int batch, TensorData expected, TensorData actual)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape))
            throw new InputException($"{Path.GetFileName(file)}: {expected.Name} is [{string.Join(", ", actual.Shape)}] in ONNX Runtime and [{string.Join(", ", expected.Shape)}] in TorchSharp");
        if (expected.Type == "uint8")
        {
            var levels = expected.Bytes.Zip(actual.Bytes, (e, a) => Math.Abs(e - a)).Max();
            return levels <= 1 ? 0 : throw Refusal($"{levels} levels");
        }
        double difference = 0, scale = 0;
        for (var i = 0; i < expected.Floats.Length; i++)
            (difference, scale) = (Math.Max(difference, Math.Abs((double)expected.Floats[i] - actual.Floats[i])), Math.Max(scale, Math.Abs(expected.Floats[i])));
        var relative = difference / scale;
        return relative <= Tolerance ? relative : throw Refusal($"{relative:E1}");

        InputException Refusal(string by) =>
            new($"{Path.GetFileName(file)}: {expected.Name} differs by {by} between ONNX Runtime and TorchSharp at batch {batch}; at most {Tolerance:E0} is published");
    }
}
