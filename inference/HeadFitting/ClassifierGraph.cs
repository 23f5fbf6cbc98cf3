using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using Platform.Shared;
using Platform.Shared.Head;

namespace Platform.Inference.HeadFitting;

/// <summary>
/// Puts another head into a bundle's classifier.onnx: the encoder's nodes and weights stay as they are, bit for bit.
/// </summary>
static class ClassifierGraph
{
    const string Probabilities = "probabilities";

    /// <param name="source">that messages name</param>
    /// <param name="classifier">the bytes of classifier.onnx</param>
    /// <returns>those of the new one</returns>
    /// <exception cref="InputException">The graph does not end in softmax(W e + b).</exception>
    public static byte[] ReplaceHead(string source, byte[] classifier, LinearHead head)
    {
        var model = ModelProto.Parser.ParseFrom(classifier);
        var graph = model.Graph;
        var producers = graph
            .Node.SelectMany(n => n.Output.Select(o => (Name: o, Node: n)))
            .ToDictionary(p => p.Name, p => p.Node);
        NodeProto Producer(string value, string op)
        {
            var node = producers.GetValueOrDefault(value);
            while (node?.OpType == "Identity")
                node = producers.GetValueOrDefault(node.Input[0]);
            return node?.OpType == op
                ? node
                : throw new InputException(
                    $"{source}: {value} is not made by {op}; a head can only be put in place of softmax(W e + b): "
                        + $"publish the bundle again"
                );
        }

        var linear = Producer(Producer(Probabilities, "Softmax").Input[0], "Gemm");
        if (
            linear.Input.Count != 3
            || linear.Attribute.Any(a => a.Name is "transA" && a.I != 0 || a.Name is "alpha" or "beta" && a.F != 1)
            || linear.Attribute.FirstOrDefault(a => a.Name == "transB")?.I != 1
        )
            throw new InputException(
                $"{source}: its last layer is not W e + b with W [C, F]; publish the bundle again"
            );
        Replace(source, graph, linear.Input[1], head.Weights, head.Classes, head.Features);
        Replace(source, graph, linear.Input[2], head.Bias, head.Classes);
        graph.Output.Single(o => o.Name == Probabilities).Type.TensorType.Shape.Dim[1] = new()
        {
            DimValue = head.Classes,
        };
        return model.ToByteArray();
    }

    static void Replace(string source, GraphProto graph, string name, float[] values, params long[] shape)
    {
        var uses = graph.Node.Sum(n => n.Input.Count(i => i == name));
        if (graph.Initializer.FirstOrDefault(t => t.Name == name) is not { } tensor || uses != 1)
            throw new InputException($"{source}: {name} is not a weight of the head alone; publish the bundle again");
        tensor.Dims.Clear();
        tensor.Dims.Add(shape);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
