using Onnx;

namespace Platform.Training.Export.Int8;

/// <summary>
/// Rewrites an exported generator so that ONNX Runtime computes the wide convolutions of its synthesis network in 8
/// bits: their input and their output as uint8 with one scale each, int8 weights with one for each output channel.
/// Noise, rectifier and style of each layer, the mapping network, the blur and the colours stay float32.
/// </summary>
public sealed class QdqGenerator
{
    /// <summary>Input channels from which it is worth to turn a map into bytes and back.</summary>
    /// <remarks>
    /// One thread of a CPU with AVX-512 VNNI, one image of the preset small at 64 px, two runs: with the bound 32 1.60
    /// and 1.58 times as fast as float32, with 64 1.51 and 1.48, with 128 1.25 and 1.46.
    /// </remarks>
    const int LeastChannels = 32;

    /// <summary>The three colours stay float32: a byte's step there would be seen.</summary>
    const int LeastOutputs = 8;

    readonly ModelProto model;
    readonly Dictionary<string, TensorProto> initializers;
    readonly HashSet<NodeProto> chosen;

    /// <param name="model">as <see cref="OnnxExport.Generator"/> writes it; it stays as it is</param>
    public QdqGenerator(ModelProto model)
    {
        this.model = model;
        initializers = model.Graph.Initializer.ToDictionary(i => i.Name);
        var made = model.Graph.Node.SelectMany(n => n.Output).ToHashSet();
        chosen =
        [
            .. model.Graph.Node.Where(n =>
                n.OpType == "Conv"
                && made.Contains(n.Input[0])
                && initializers.GetValueOrDefault(n.Input[1]) is { } kernel
                && kernel.Dims[1] >= LeastChannels
                && kernel.Dims[0] >= LeastOutputs
            ),
        ];
        Observed = [.. chosen.SelectMany(n => new[] { n.Input[0], n.Output[0] }).Distinct()];
    }

    /// <summary>
    /// The values whose ranges must be known: what goes into each convolution in 8 bits, and what comes out.
    /// </summary>
    /// <remarks>Empty where no convolution is wide enough.</remarks>
    public IReadOnlyList<string> Observed { get; }

    /// <param name="ranges">of each observed value</param>
    /// <returns>a model with the same inputs and outputs</returns>
    public ModelProto Quantise(IReadOnlyDictionary<string, Affine> ranges)
    {
        var writer = new QdqWriter(model);
        foreach (var node in model.Graph.Node)
        {
            var value = node.Output[0];
            var inputs = chosen.Contains(node) ? writer.Weights(node, initializers, Range(node.Input[0])) : node.Input;
            if (!Observed.Contains(value))
                writer.Add(node, inputs, value);
            else
            {
                writer.Add(node, inputs, writer.NameOfFloats(value));
                writer.Quantise(value, Range(value));
            }
        }
        writer.KeepRead(model.Graph.Initializer);
        return writer.Model;

        Affine Range(string value) =>
            ranges.TryGetValue(value, out var range)
                ? range
                : throw new NotSupportedException($"{model.Graph.Name}: no range of {value} was measured.");
    }
}
