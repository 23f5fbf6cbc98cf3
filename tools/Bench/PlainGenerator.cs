using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Platform.Tools.Bench;

/// <summary>
/// Undoes what our export does to a generator: the four 2x2 convolutions of a small map whose results are interleaved
/// become again its doubling, each pixel four times, and one 3x3 convolution. The same function in 2.25 times the
/// products.
/// </summary>
static class PlainGenerator
{
    const string Scales = "plain.scales";

    /// <summary>
    /// Tap k of a row's three as a sum over the two taps of the even and of the odd place: 0 and 1 + 2, 0 + 1 and 2.
    /// </summary>
    static readonly (int Place, int Tap, float Sign)[][] Taps =
    [
        [(0, 0, 1)],
        [(1, 0, 1), (0, 0, -1)],
        [(1, 1, 1)],
    ];

    /// <returns>null where no layer was exported so</returns>
    public static ModelProto? Of(ModelProto exported)
    {
        var plain = exported.Clone();
        var graph = plain.Graph;
        var nodes = graph.Node.ToArray();
        var makers = nodes.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        var weights = graph.Initializer.ToDictionary(i => i.Name);
        var gone = new HashSet<NodeProto>();
        var doubled = new Dictionary<NodeProto, NodeProto[]>();
        foreach (var shuffle in nodes.Where(n => n.OpType == "DepthToSpace"))
        {
            if (makers.GetValueOrDefault(shuffle.Input[0]) is not { OpType: "Concat", Input.Count: 4 } concat)
                continue;
            NodeProto[] places = [.. concat.Input.Select(i => makers[i])];
            if (
                !places.All(p =>
                    p.OpType == "Conv"
                    && p.Input[0] == places[0].Input[0]
                    && weights.GetValueOrDefault(p.Input[1])?.Dims is [_, _, 2, 2]
                )
            )
                continue;
            var (map, name) = ($"{shuffle.Output[0]}.doubled", $"{shuffle.Output[0]}.weight");
            graph.Initializer.Add(Kernel(name, [.. places.Select(p => weights[p.Input[1]])]));
            doubled[shuffle] =
            [
                new()
                {
                    OpType = "Resize",
                    Name = map,
                    Input = { places[0].Input[0], "", Scales },
                    Output = { map },
                    Attribute =
                    {
                        Text("mode", "nearest"),
                        Text("coordinate_transformation_mode", "asymmetric"),
                        Text("nearest_mode", "floor"),
                    },
                },
                new()
                {
                    OpType = "Conv",
                    Name = name,
                    Input = { map, name },
                    Output = { shuffle.Output[0] },
                    Attribute = { Numbers("kernel_shape", 3, 3), Numbers("pads", 1, 1, 1, 1) },
                },
            ];
            gone.UnionWith([concat, .. places]);
        }
        if (doubled.Count == 0)
            return null;
        graph.Initializer.Add(
            new TensorProto
            {
                Name = Scales,
                DataType = (int)TensorProto.Types.DataType.Float,
                Dims = { 4 },
                RawData = Bytes([1, 1, 2, 2]),
            }
        );
        graph.Node.Clear();
        graph.Node.AddRange(nodes.Where(n => !gone.Contains(n)).SelectMany(n => doubled.GetValueOrDefault(n) ?? [n]));
        var read = graph.Node.SelectMany(n => n.Input).ToHashSet();
        foreach (var unread in graph.Initializer.Where(i => !read.Contains(i.Name)).ToArray())
            graph.Initializer.Remove(unread);
        return plain;
    }

    /// <param name="places">[O, C, 2, 2] of the upper left, upper right, lower left and lower right pixel</param>
    /// <returns>[O, C, 3, 3]</returns>
    static TensorProto Kernel(string name, TensorProto[] places)
    {
        float[][] two = [.. places.Select(p => MemoryMarshal.Cast<byte, float>(p.RawData.Span).ToArray())];
        var three = new float[two[0].Length / 4 * 9];
        for (var k = 0; k < three.Length; k++)
            foreach (var row in Taps[k % 9 / 3])
            foreach (var column in Taps[k % 3])
                three[k] +=
                    row.Sign * column.Sign * two[2 * row.Place + column.Place][k / 9 * 4 + 2 * row.Tap + column.Tap];
        return new()
        {
            Name = name,
            DataType = places[0].DataType,
            Dims = { places[0].Dims[0], places[0].Dims[1], 3, 3 },
            RawData = Bytes(three),
        };
    }

    static ByteString Bytes(float[] values) => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));

    static AttributeProto Text(string name, string value) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.String,
            S = ByteString.CopyFromUtf8(value),
        };

    static AttributeProto Numbers(string name, params long[] values) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Ints,
            Ints = { values },
        };
}
