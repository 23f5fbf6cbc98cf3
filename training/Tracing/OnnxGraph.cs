using Google.Protobuf;
using Onnx;
using static Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace Platform.Training.Tracing;

/// <summary>The ONNX graph that <see cref="Traced"/> values write themselves into.</summary>
/// <param name="name">Name of the graph.</param>
/// <param name="model">The network being exported: only its registered parameters and buffers can be lifted.</param>
public sealed class OnnxGraph(string name, nn.Module model)
{
    /// <summary>Opset 17 and IR version 8: the newest that the checkers of current stable distributions know.</summary>
    public const int Opset = 17,
        IrVersion = 8;

    readonly Dictionary<IntPtr, string> keys = model.state_dict().ToDictionary(e => e.Value.Handle, e => e.Key);
    readonly Dictionary<string, NodeProto> nodes = [];
    readonly Dictionary<string, TensorProto> initializers = [];
    readonly Dictionary<string, Tensor> constants = [];
    readonly Dictionary<string, string> origins = []; // of an initializer: the name that was asked for
    readonly List<ValueInfoProto> inputs = [],
        outputs = [];

    /// <summary>A graph input; dimension -1 is the batch.</summary>
    public Traced Input(string name, DataType type, params long[] shape)
    {
        inputs.Add(Info(name, type, shape));
        return new(this, name);
    }

    /// <summary>Names a value as a graph output; dimension -1 is the batch.</summary>
    public void Output(string name, Traced value, DataType type, params long[] shape)
    {
        nodes.Add(
            name,
            new NodeProto
            {
                OpType = "Identity",
                Name = name,
                Input = { value.Materialize() },
                Output = { name },
            }
        );
        outputs.Add(Info(name, type, shape));
    }

    /// <summary>
    /// A weight of the network, under its state-dict key, so that file and checkpoint speak the same names.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The tensor is not a registered parameter or buffer of the network.
    /// </exception>
    public Traced Weight(Tensor weight) =>
        keys.TryGetValue(weight.Handle, out var key)
            ? new(this, key, weight.detach())
            : throw new InvalidOperationException($"Only registered parameters and buffers of {name} can be lifted.");

    public string Node(string op, IEnumerable<string> arguments, params AttributeProto[] attributes)
    {
        var output = $"{op}_{nodes.Count}";
        nodes.Add(
            output,
            new NodeProto
            {
                OpType = op,
                Name = output,
                Input = { arguments },
                Output = { output },
                Attribute = { attributes },
            }
        );
        return output;
    }

    /// <summary>The node that makes a value, or null for an input or a constant.</summary>
    public NodeProto? Producer(string value) => nodes.GetValueOrDefault(value);

    /// <summary>The names of the nodes that take a weight of the network, scaled or as it is.</summary>
    /// <param name="weight">a registered parameter or buffer</param>
    public IEnumerable<string> NodesOf(Tensor weight)
    {
        var key = Weight(weight).Name;
        return nodes.Values.Where(n => n.Input.Any(i => origins.GetValueOrDefault(i) == key)).Select(n => n.Name);
    }

    /// <summary>The content of an initializer, or null when the value is computed.</summary>
    public Tensor? Constant(string value) => constants.GetValueOrDefault(value);

    /// <summary>Stores a tensor once; another content under the same name gets a number behind it.</summary>
    public string Initializer(string name, Tensor value)
    {
        using var cpu = value.detach().cpu().contiguous();
        var proto = new TensorProto
        {
            Name = name,
            DataType = (int)(
                cpu.dtype switch
                {
                    ScalarType.Float32 => DataType.Float,
                    ScalarType.Int64 => DataType.Int64,
                    var other => throw new NotSupportedException(
                        $"{name}: constants of type {other} are not exported."
                    ),
                }
            ),
            Dims = { cpu.shape },
            RawData = ByteString.CopyFrom(cpu.bytes.ToArray()),
        };
        for (var n = 1; initializers.TryGetValue(proto.Name, out var known); n++)
        {
            if (known.RawData == proto.RawData && known.Dims.SequenceEqual(proto.Dims))
                return proto.Name;
            proto.Name = $"{name}.{n}";
        }
        initializers.Add(proto.Name, proto);
        constants.Add(proto.Name, value);
        origins.Add(proto.Name, name);
        return proto.Name;
    }

    public string Scalar(float value) => Initializer($"constant.{value:R}", tensor(value));

    public string Int64s(params long[] values) => Initializer($"shape.{string.Join('_', values)}", tensor(values));

    /// <summary>The model with the nodes and constants that its outputs need, in the order they were written.</summary>
    /// <param name="ignored">
    /// inputs that are meant to have no influence; any other such input is refused, and so is one here that has some
    /// </param>
    public ModelProto Build(IReadOnlyDictionary<string, string>? metadata = null, IReadOnlyList<string>? ignored = null)
    {
        var needed = new HashSet<string>();
        var open = new Stack<string>(outputs.Select(o => o.Name));
        while (open.TryPop(out var value))
            if (needed.Add(value) && nodes.TryGetValue(value, out var node))
                foreach (var argument in node.Input.Where(i => i != ""))
                    open.Push(argument);

        if (inputs.Find(i => needed.Contains(i.Name) == (ignored ?? []).Contains(i.Name)) is { } wrong)
            throw new InvalidOperationException(
                $"{name}: the input {wrong.Name} has {(needed.Contains(wrong.Name) ? "an" : "no")} influence on an "
                    + $"output."
            );

        var graph = new GraphProto
        {
            Name = name,
            Input = { inputs },
            Output = { outputs },
        };
        graph.Node.AddRange(nodes.Values.Where(n => needed.Contains(n.Output[0])));
        graph.Initializer.AddRange(initializers.Values.Where(i => needed.Contains(i.Name)));
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "Lesion Platform",
            ProducerVersion = typeof(OnnxGraph).Assembly.GetName().Version!.ToString(3),
            Graph = graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = Opset },
            },
            MetadataProps =
            {
                (metadata ?? new Dictionary<string, string>()).Select(m => new StringStringEntryProto
                {
                    Key = m.Key,
                    Value = m.Value,
                }),
            },
        };
    }

    static ValueInfoProto Info(string name, DataType type, long[] shape)
    {
        var dimensions = shape.Select(d =>
            d < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
                : new TensorShapeProto.Types.Dimension { DimValue = d }
        );
        return new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new()
                {
                    ElemType = (int)type,
                    Shape = new() { Dim = { dimensions } },
                },
            },
        };
    }
}
