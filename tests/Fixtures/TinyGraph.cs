using Google.Protobuf;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Platform.Fixtures;

/// <summary>A small ONNX graph, written node by node.</summary>
sealed class TinyGraph(int seed = TinyGraph.DefaultSeed)
{
    public const int DefaultSeed = 7;
    readonly GraphProto graph = new() { Name = "tiny" };
    readonly Random random = new(seed);

    public TinyGraph Input(string name, DataType type, params long[] shape)
    {
        graph.Input.Add(Info(name, type, shape));
        return this;
    }

    public TinyGraph Output(string name, DataType type, params long[] shape)
    {
        graph.Output.Add(Info(name, type, shape));
        return this;
    }

    /// <summary>Inputs and output as "a, b -> c".</summary>
    public TinyGraph Node(string op, string arrow, params AttributeProto[] attributes)
    {
        var sides = arrow.Split(" -> ");
        graph.Node.Add(
            new NodeProto
            {
                OpType = op,
                Name = sides[1],
                Input = { sides[0].Split(", ") },
                Output = { sides[1] },
                Attribute = { attributes },
            }
        );
        return this;
    }

    public TinyGraph Floats(string name, float[] values, params long[] shape) =>
        Constant(name, DataType.Float, values.SelectMany(BitConverter.GetBytes).ToArray(), shape);

    public TinyGraph Int64s(string name, params long[] values) =>
        Constant(name, DataType.Int64, values.SelectMany(BitConverter.GetBytes).ToArray(), values.Length);

    public TinyGraph Random(string name, float scale, params long[] shape) =>
        Floats(
            name,
            [
                .. Enumerable
                    .Range(0, (int)shape.Aggregate(1L, (a, b) => a * b))
                    .Select(_ => scale * (2 * random.NextSingle() - 1)),
            ],
            shape
        );

    public void Save(string path) =>
        File.WriteAllBytes(
            path,
            new ModelProto
            {
                IrVersion = 8,
                ProducerName = "tests",
                Graph = graph,
                OpsetImport =
                {
                    new OperatorSetIdProto { Domain = "", Version = 17 },
                },
            }.ToByteArray()
        );

    public static AttributeProto Ints(string name, params long[] values) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Ints,
            Ints = { values },
        };

    public static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Int,
            I = value,
        };

    TinyGraph Constant(string name, DataType type, byte[] raw, params long[] shape)
    {
        graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = (int)type,
                RawData = ByteString.CopyFrom(raw),
                Dims = { shape },
            }
        );
        return this;
    }

    static ValueInfoProto Info(string name, DataType type, long[] shape) =>
        new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new()
                {
                    ElemType = (int)type,
                    Shape = new()
                    {
                        Dim =
                        {
                            shape.Select(d =>
                                d < 0
                                    ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
                                    : new TensorShapeProto.Types.Dimension { DimValue = d }
                            ),
                        },
                    },
                },
            },
        };
}
