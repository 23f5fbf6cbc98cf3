using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Platform.Training.Export.Int8;

/// <summary>Writes nodes with QuantizeLinear and DequantizeLinear around them. A value keeps the name that it has in the float32 graph.</summary>
sealed class QdqWriter(GraphProto graph)
{
    public string NameOfBytes(string value) => $"{value}.bytes";

    /// <summary>Of a value before it becomes bytes.</summary>
    public string NameOfFloats(string value) => $"{value}.floats";

    public void Add(NodeProto node, IReadOnlyList<string> inputs, string output) =>
        graph.Node.Add(new NodeProto { OpType = node.OpType, Name = node.Name, Input = { inputs }, Output = { output }, Attribute = { node.Attribute } });

    /// <summary>Its floats to bytes, and those back.</summary>
    public void Quantise(string value, Affine bytes)
    {
        graph.Node.Add(new NodeProto { OpType = "QuantizeLinear", Name = $"{value}.quantise", Input = { NameOfFloats(value), $"{value}.scale", $"{value}.zero" }, Output = { NameOfBytes(value) } });
        Dequantise(value, bytes);
    }

    public void Dequantise(string value, Affine bytes)
    {
        Initializer($"{value}.scale", DataType.Float, [bytes.Scale]);
        Initializer($"{value}.zero", DataType.Uint8, [bytes.Zero]);
        graph.Node.Add(new NodeProto { OpType = "DequantizeLinear", Name = $"{value}.dequantise", Input = { NameOfBytes(value), $"{value}.scale", $"{value}.zero" }, Output = { value } });
    }

    /// <summary>Weights or biases with a scale for each output channel.</summary>
    public string Channels(string integers, string scale, string zero)
    {
        var axis = new AttributeProto { Name = "axis", I = 0, Type = AttributeProto.Types.AttributeType.Int };
        graph.Node.Add(new NodeProto { OpType = "DequantizeLinear", Name = $"{integers}.dequantise", Input = { integers, scale, zero }, Output = { $"{integers}.floats" }, Attribute = { axis } });
        return $"{integers}.floats";
    }

    public void Initializer<T>(string name, DataType type, T[] values, params IReadOnlyList<long> shape) where T : unmanaged =>
        graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { shape }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) });
}
