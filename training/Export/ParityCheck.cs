using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Training.Export;

/// <summary>Runs an exported file in ONNX Runtime against the network it came from, on fresh inputs.</summary>
/// <remarks>
/// A network whose own float32 rounding is large, such as a generator that was hardly trained and normalises maps that
/// are nearly constant, cannot be met within the tolerance by a right file either. Where the network can also be
/// computed in float64, a file passes whose error against that is at most twice the network's own, up to what a probe
/// allows.
/// </remarks>
public static class ParityCheck
{
    public const double Tolerance = 1e-4;
    const double OwnRoundings = 2;
    public static readonly IReadOnlyList<int> Batches = [1, 2, 7];

    /// <param name="Relative">largest difference of a batch, over the largest value</param>
    /// <param name="Rounding">
    /// the network's own rounding, likewise, where that was what the difference was held against
    /// </param>
    public readonly record struct Difference(double Relative, double? Rounding);

    /// <param name="file">the ONNX file</param>
    /// <param name="inputs">inputs of a batch</param>
    /// <param name="reference">what TorchSharp computes from them</param>
    /// <param name="exact">the same in float64, rounded once; null where it cannot</param>
    /// <returns>the largest difference of each batch</returns>
    /// <exception cref="InputException">
    /// A difference is above the tolerance: the file must not be published.
    /// </exception>
    public static IReadOnlyList<Difference> Run(
        string file,
        Func<int, IReadOnlyList<TensorData>> inputs,
        Func<IReadOnlyList<TensorData>, IReadOnlyList<TensorData>> reference,
        Func<IReadOnlyList<TensorData>, IReadOnlyList<TensorData>>? exact = null
    )
    {
        using var model = OnnxModel.Load(file);
        return
        [
            .. Batches.Select(batch =>
            {
                var given = inputs(batch);
                var expected = reference(given);
                var actual = model.Run(given, [.. expected.Select(e => e.Name)]);
                return expected
                    .Zip(
                        actual,
                        (e, a) => Compare(file, batch, e, a, () => exact?.Invoke(given).Single(x => x.Name == e.Name))
                    )
                    .MaxBy(d => d.Relative);
            }),
        ];
    }

    /// <summary>
    /// A byte may differ by one level, where the rounding falls on an edge, and counts as equal then.
    /// </summary>
    static Difference Compare(string file, int batch, TensorData expected, TensorData actual, Func<TensorData?> exact)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape))
            throw new InputException(
                $"{Path.GetFileName(file)}: {expected.Name} is [{string.Join(", ", actual.Shape)}] in ONNX Runtime "
                    + $"and [{string.Join(", ", expected.Shape)}] in TorchSharp"
            );
        if (expected.Type == "uint8")
        {
            var levels = expected.Bytes.Zip(actual.Bytes, (e, a) => Math.Abs(e - a)).Max();
            return levels <= 1 ? new(0, null) : throw Refusal($"{levels} levels", "");
        }
        var relative = Relative(expected, actual);
        if (relative <= Tolerance)
            return new(relative, null);
        if (exact() is not { } truth)
            throw Refusal($"{relative:E1}", "");
        var (own, error) = (Relative(truth, expected), Relative(truth, actual));
        return error <= Math.Min(OwnRoundings * own, Probe.RelativeTolerance)
            ? new(relative, own)
            : throw Refusal($"{relative:E1}", $", or twice TorchSharp's own rounding, which is {own:E1}");

        InputException Refusal(string by, string or) =>
            new(
                $"{Path.GetFileName(file)}: {expected.Name} differs by {by} between ONNX Runtime and TorchSharp at "
                    + $"batch {batch}; at most {Tolerance:E0}{or} is published"
            );
    }

    /// <summary>max |a - b| / max |b|</summary>
    static double Relative(TensorData expected, TensorData actual)
    {
        double difference = 0,
            scale = 0;
        for (var i = 0; i < expected.Floats.Length; i++)
            (difference, scale) = (
                Math.Max(difference, Math.Abs((double)expected.Floats[i] - actual.Floats[i])),
                Math.Max(scale, Math.Abs(expected.Floats[i]))
            );
        return difference / scale;
    }
}
