using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Platform.Training.Export.Int8;

/// <summary>
/// Writes nodes with QuantizeLinear and DequantizeLinear around them. A value keeps the name that it has in the float32
/// graph.
/// </summary>
sealed class QdqWriter
{
    readonly GraphProto graph;

    /// <param name="source">whose inputs, outputs and metadata are kept; it stays as it is</param>
    public QdqWriter(ModelProto source)
    {
        Model = source.Clone();
        graph = Model.Graph;
        graph.Node.Clear();
        graph.Initializer.Clear();
    }

    /// <summary>What has been written so far.</summary>
    public ModelProto Model { get; }

    public string NameOfBytes(string value) => $"{value}.bytes";

    /// <summary>Of a value before it becomes bytes.</summary>
    public string NameOfFloats(string value) => $"{value}.floats";

    public void Add(NodeProto node, IReadOnlyList<string> inputs, string output) =>
        graph.Node.Add(
            new NodeProto
            {
                OpType = node.OpType,
                Name = node.Name,
                Input = { inputs },
                Output = { output },
                Attribute = { node.Attribute },
            }
        );

    /// <summary>Its floats to bytes, and those back.</summary>
    public void Quantise(string value, Affine bytes)
    {
        graph.Node.Add(
            new NodeProto
            {
                OpType = "QuantizeLinear",
                Name = $"{value}.quantise",
                Input = { NameOfFloats(value), $"{value}.scale", $"{value}.zero" },
                Output = { NameOfBytes(value) },
            }
        );
        Dequantise(value, bytes);
    }

    public void Dequantise(string value, Affine bytes)
    {
        Initializer($"{value}.scale", DataType.Float, [bytes.Scale]);
        Initializer($"{value}.zero", DataType.Uint8, [bytes.Zero]);
        graph.Node.Add(
            new NodeProto
            {
                OpType = "DequantizeLinear",
                Name = $"{value}.dequantise",
                Input = { NameOfBytes(value), $"{value}.scale", $"{value}.zero" },
                Output = { value },
            }
        );
    }

    /// <summary>A convolution's inputs, with its weights and bias as integers.</summary>
    /// <param name="initializers">of the float32 graph</param>
    /// <param name="input">the bytes that come in</param>
    public IReadOnlyList<string> Weights(
        NodeProto node,
        IReadOnlyDictionary<string, TensorProto> initializers,
        Affine input
    )
    {
        var kernel = initializers[node.Input[1]];
        var bias = node.Input.Count > 2 ? Floats(initializers[node.Input[2]]) : new float[kernel.Dims[0]];
        var weights = ChannelWeights.Of(Floats(kernel), bias, input.Scale);
        var name = node.Input[1];
        Initializer($"{name}.scale", DataType.Float, weights.Scales, weights.Scales.Length);
        Initializer($"{name}.zero", DataType.Int8, new sbyte[weights.Scales.Length], weights.Scales.Length);
        Initializer($"{name}.int8", DataType.Int8, weights.Weights, [.. kernel.Dims]);
        Initializer(
            $"{name}.bias.scale",
            DataType.Float,
            weights.Scales.Select(s => s * input.Scale).ToArray(),
            bias.Length
        );
        Initializer($"{name}.bias.zero", DataType.Int32, new int[bias.Length], bias.Length);
        Initializer($"{name}.bias.int32", DataType.Int32, weights.Bias, bias.Length);
        return
        [
            node.Input[0],
            Channels($"{name}.int8", $"{name}.scale", $"{name}.zero"),
            Channels($"{name}.bias.int32", $"{name}.bias.scale", $"{name}.bias.zero"),
        ];
    }

    /// <summary>Weights or biases with a scale for each output channel.</summary>
    string Channels(string integers, string scale, string zero)
    {
        var axis = new AttributeProto
        {
            Name = "axis",
            I = 0,
            Type = AttributeProto.Types.AttributeType.Int,
        };
        graph.Node.Add(
            new NodeProto
            {
                OpType = "DequantizeLinear",
                Name = $"{integers}.dequantise",
                Input = { integers, scale, zero },
                Output = { $"{integers}.floats" },
                Attribute = { axis },
            }
        );
        return $"{integers}.floats";
    }

    /// <summary>Those of the float32 graph that are still read.</summary>
    public void KeepRead(IEnumerable<TensorProto> initializers)
    {
        var read = graph.Node.SelectMany(n => n.Input).ToHashSet();
        graph.Initializer.AddRange(initializers.Where(i => read.Contains(i.Name)));
    }

    static float[] Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();

    void Initializer<T>(string name, DataType type, T[] values, params IReadOnlyList<long> shape)
        where T : unmanaged =>
        graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = (int)type,
                Dims = { shape },
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
            }
        );
}
