using System.Runtime.InteropServices;
using Onnx;

namespace Platform.Training.Export.Int8;

/// <summary>
/// Rewrites an exported encoder so that ONNX Runtime computes its convolutions in 8 bits: uint8 activations with one
/// scale each, int8 weights with one for each output channel, int32 biases. Between DequantizeLinear and QuantizeLinear
/// stand the operations that the runtime fuses: Conv, MaxPool and the residual Add. A rectifier behind Conv or Add
/// needs no node: with byte 0 for 0 the range cuts off what is negative (Jacob et al. 2018, section 2.4). What follows
/// the last convolution, its residual sum, the mean over the map and the head, stays float32.
/// </summary>
public sealed class QdqEncoder
{
    readonly GraphProto graph;
    readonly ModelProto model;
    readonly Dictionary<string, NodeProto> producers;
    readonly ILookup<string, NodeProto> consumers;
    readonly Dictionary<string, TensorProto> initializers;

    /// <param name="model">batch-norms folded, as <see cref="OnnxExport"/> writes it; it stays as it is</param>
    /// <exception cref="NotSupportedException">It does not begin as our encoders do.</exception>
    public QdqEncoder(ModelProto model)
    {
        (this.model, graph) = (model, model.Graph);
        producers = graph.Node.ToDictionary(n => n.Output[0]);
        consumers = graph
            .Node.SelectMany(n => n.Input.Distinct().Select(i => (Value: i, Node: n)))
            .ToLookup(c => c.Value, c => c.Node);
        initializers = graph.Initializer.ToDictionary(i => i.Name);
        Observed =
        [
            .. graph.Node.Where(n => n.OpType == "Conv" || n.OpType == "Add" && FeedsBytes(Result(n))).Select(Result),
        ];
        if (graph.Node.Where(n => n.OpType == "Conv").FirstOrDefault(n => !Bytes(n.Input[0])) is { } stray)
            throw new NotSupportedException($"{graph.Name}: {stray.Name} has an input that is not held as bytes.");
    }

    /// <summary>The values whose ranges must be known.</summary>
    public IReadOnlyList<string> Observed { get; }

    /// <param name="ranges">of each observed value</param>
    /// <returns>a model with the same inputs and outputs</returns>
    public ModelProto Quantise(IReadOnlyDictionary<string, Affine> ranges)
    {
        var writer = new QdqWriter(model);
        var bytes = new Dictionary<string, Affine>();
        foreach (var node in graph.Node)
        {
            var value = Result(node);
            if (Image(node) is { } image)
            {
                bytes[value] = new(image.Scale, 0);
                writer.Add(
                    node: image.Transpose,
                    inputs: [producers[image.Transpose.Input[0]].Input[0]],
                    output: writer.NameOfBytes(value)
                );
                writer.Dequantise(value, bytes[value]);
            }
            else if (node.OpType is "Conv" or "Add" && Observed.Contains(value))
            {
                bytes[value] = ranges.TryGetValue(value, out var range)
                    ? range
                    : throw new NotSupportedException($"{graph.Name}: no range of {value} was measured.");
                writer.Add(
                    node,
                    node.OpType == "Conv" ? writer.Weights(node, initializers, bytes[node.Input[0]]) : node.Input,
                    writer.NameOfFloats(value)
                );
                writer.Quantise(value, bytes[value]);
            }
            else if (node.OpType == "MaxPool" && bytes.TryGetValue(node.Input[0], out var same))
            {
                bytes[value] = same;
                writer.Add(node, node.Input, writer.NameOfFloats(value));
                writer.Quantise(value, same);
            }
            else if (!IsFolded(node) && !BecomesTheImage(node))
                writer.Add(node, node.Input, node.Output[0]);
        }
        writer.KeepRead(graph.Initializer);
        return writer.Model;
    }

    /// <summary>
    /// The value that a node gives to the others: behind the rectifier that alone reads it, where there is one.
    /// </summary>
    string Result(NodeProto node) =>
        node.OpType is "Conv" or "Add" && Rectifier(node) is { } relu ? relu.Output[0] : node.Output[0];

    NodeProto? Rectifier(NodeProto node) =>
        consumers[node.Output[0]].ToArray() is [{ OpType: "Relu" } relu] ? relu : null;

    bool IsFolded(NodeProto node) =>
        node.OpType == "Relu"
        && producers.GetValueOrDefault(node.Input[0]) is { OpType: "Conv" or "Add" } before
        && Result(before) == node.Output[0]
        && Observed.Contains(node.Output[0]);

    /// <summary>
    /// Whether a computation in bytes reads it: else a sum stays float32, at no cost, and the map keeps its full
    /// precision.
    /// </summary>
    bool FeedsBytes(string value) =>
        consumers[value]
            .Any(n => n.OpType is "Conv" or "Add" or "MaxPool" && (n.OpType != "MaxPool" || FeedsBytes(n.Output[0])));

    bool Bytes(string value) =>
        Observed.Contains(value)
        || producers.GetValueOrDefault(value) is { } node
            && (Image(node) is not null || node.OpType == "MaxPool" && Bytes(node.Input[0]));

    /// <summary>
    /// The step from pixels to the network's input, bytes times a constant: those bytes are already what is wanted, and
    /// their scale is the constant.
    /// </summary>
    (NodeProto Transpose, float Scale)? Image(NodeProto node) =>
        node.OpType == "Mul"
        && producers.GetValueOrDefault(node.Input[0]) is { OpType: "Transpose" } transpose
        && producers.GetValueOrDefault(transpose.Input[0]) is { OpType: "Cast" } cast
        && graph.Input.Any(i => i.Name == cast.Input[0])
        && initializers.GetValueOrDefault(node.Input[1]) is { Dims.Count: 0 } scale
            ? (transpose, MemoryMarshal.Read<float>(scale.RawData.Span))
            : null;

    bool BecomesTheImage(NodeProto node) =>
        node.OpType is "Cast" or "Transpose"
        && consumers[node.Output[0]].All(n => BecomesTheImage(n) || Image(n) is not null);
}
