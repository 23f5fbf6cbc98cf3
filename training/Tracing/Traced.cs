using Onnx;
using TorchSharp.Modules;
using static Onnx.AttributeProto.Types.AttributeType;
using static TorchSharp.torch;

namespace Platform.Training.Tracing;

/// <summary>The reading of a network that writes ONNX nodes.</summary>
/// <remarks>
/// A value with a <paramref name="Constant"/> is known at export: arithmetic among constants is done there and then, so
/// that scaled weights (equalised learning rate) are folded; a batch-norm behind a convolution is folded into it.
/// </remarks>
public readonly record struct Traced(OnnxGraph Graph, string Name, Tensor? Constant = null) : IValue<Traced>
{
    public static Traced operator +(Traced a, Traced b) => Binary("Add", a, b, (x, y) => x + y);

    public static Traced operator -(Traced a, Traced b) => Binary("Sub", a, b, (x, y) => x - y);

    public static Traced operator *(Traced a, Traced b) => Binary("Mul", a, b, (x, y) => x * y);

    public static Traced operator +(Traced a, float b) => a.Scaled("Add", b, x => x + b);

    public static Traced operator *(Traced a, float b) => a.Scaled("Mul", b, x => x * b);

    /// <summary>The name under which nodes can use the value: a constant becomes an initializer here.</summary>
    public string Materialize() => Constant is { } value ? Graph.Initializer(Name, value) : Name;

    public Traced Lift(Tensor weight) => Graph.Weight(weight);

    public Traced Linear(Traced weight, Traced bias) => Node("Gemm", [weight, bias], Int("transB", 1));

    public Traced Conv2d(Traced weight, int stride, int padding, int groups = 1)
    {
        var kernel =
            weight.Constant?.shape[2]
            ?? throw new NotSupportedException("A convolution with a computed kernel is not exported.");
        return Node(
            "Conv",
            [weight],
            Ints("kernel_shape", kernel, kernel),
            Ints("strides", stride, stride),
            Ints("pads", padding, padding, padding, padding),
            Int("group", groups)
        );
    }

    /// <remarks>
    /// Four 2x2 convolutions of the small map, one for each pixel of a 2x2 square, whose results are interleaved: 2.25
    /// times fewer products. Of the three taps of a row two meet the same pixel and are summed: the first tap alone and
    /// the other two for an even place, the first two and the last for an odd one, which lies half a pixel further on.
    /// </remarks>
    public Traced Conv2dOfUpsampled2x(Traced weight)
    {
        if (weight.Constant is not { } kernel)
            throw new NotSupportedException("A convolution with a computed kernel is not exported.");
        if (kernel.shape[2..] is not [3, 3])
            throw new NotSupportedException("Only a 3x3 kernel follows a doubling.");
        var places = new List<string>();
        for (var y = 0; y < 2; y++)
        for (var x = 0; x < 2; x++)
            places.Add(
                Node(
                    "Conv",
                    [new(Graph, $"{weight.Name}.{y}{x}", SumOfTaps(SumOfTaps(kernel, 2, y), 3, x))],
                    Ints("kernel_shape", 2, 2),
                    Ints("strides", 1, 1),
                    Ints("pads", 1 - y, 1 - x, y, x),
                    Int("group", 1)
                ).Name
            ); // [N, O, H, W]
        return new Traced(Graph, Graph.Node("Concat", places, Int("axis", 1))).Node(
            "DepthToSpace",
            [],
            Int("blocksize", 2)
        ); // [N, O, 2H, 2W]
    }

    /// <summary>3 taps to 2 along an axis: 0, 1 + 2 at an even place, 0 + 1, 2 at an odd one.</summary>
    static Tensor SumOfTaps(Tensor kernel, long axis, int place) =>
        cat(
            [
                kernel.narrow(axis, 0, 1 + place).sum(axis, keepdim: true),
                kernel.narrow(axis, 1 + place, 2 - place).sum(axis, keepdim: true),
            ],
            axis
        );

    public Traced ScaleAndShift(float[] scale, float[] shift) =>
        this * new Traced(Graph, "channels.scale", tensor(scale).view(1, -1, 1, 1))
        + new Traced(Graph, "channels.shift", tensor(shift).view(1, -1, 1, 1));

    public Traced BatchNorm(BatchNorm2d layer)
    {
        if (layer.training)
            throw new InvalidOperationException("A batch-norm in training mode is not exported: call eval() first.");
        var scale = layer.weight! * (layer.running_var! + layer.eps).rsqrt(); // [C]
        var shift = layer.bias! - layer.running_mean! * scale; // [C]
        var key = Graph.Weight(layer.bias!).Name;
        if (
            Graph.Producer(Name) is { OpType: "Conv" } conv
            && conv.Input.Count == 2
            && Graph.Constant(conv.Input[1]) is { } weight
        )
            return new(
                Graph,
                Graph.Node(
                    "Conv",
                    [
                        conv.Input[0],
                        Graph.Initializer(conv.Input[1], weight * scale.view(-1, 1, 1, 1)),
                        Graph.Initializer(key, shift),
                    ],
                    [.. conv.Attribute]
                )
            );
        return this * new Traced(Graph, Graph.Weight(layer.weight!).Name, scale.view(1, -1, 1, 1))
            + new Traced(Graph, key, shift.view(1, -1, 1, 1));
    }

    /// <remarks>Written out, because ONNX's InstanceNormalization needs the channel count as weights.</remarks>
    public Traced InstanceNorm(Traced scale, Traced shift, float eps)
    {
        var centered = this - Mean(2, 3);
        return centered * (((centered * centered).Mean(2, 3) + eps).Rsqrt() * scale) + shift;
    }

    public Traced MaxPool(int kernel, int stride, int padding) =>
        Node(
            "MaxPool",
            [],
            Ints("kernel_shape", kernel, kernel),
            Ints("strides", stride, stride),
            Ints("pads", padding, padding, padding, padding)
        );

    public Traced Upsample2x() =>
        new(
            Graph,
            Graph.Node(
                "Resize",
                [Materialize(), "", Graph.Initializer("scales.2x", tensor(new float[] { 1, 1, 2, 2 }))],
                Text("mode", "nearest"),
                Text("coordinate_transformation_mode", "asymmetric"),
                Text("nearest_mode", "floor")
            )
        );

    public Traced Mean(params long[] axes) => Node("ReduceMean", [], Ints("axes", axes), Int("keepdims", 1));

    public Traced Rsqrt() => Node("Sqrt", []).Node("Reciprocal", []);

    public Traced Relu() => Node("Relu", []);

    public Traced LeakyRelu(float slope) => Node("LeakyRelu", [], Real("alpha", slope));

    public Traced Softmax() => Node("Softmax", [], Int("axis", -1));

    public Traced Reshape(params long[] shape) =>
        new(Graph, Graph.Node("Reshape", [Materialize(), Graph.Int64s([0, .. shape])]));

    public Traced Permute(params long[] axes) => Node("Transpose", [], Ints("perm", axes));

    public Traced Slice(int axis, long start, long length) =>
        new(
            Graph,
            Graph.Node("Slice", [Materialize(), Graph.Int64s(start), Graph.Int64s(start + length), Graph.Int64s(axis)])
        );

    public Traced Flip(int axis) =>
        new(
            Graph,
            Graph.Node(
                "Slice",
                [
                    Materialize(),
                    Graph.Int64s(-1),
                    Graph.Int64s(-long.MaxValue), // before the first: ONNX cuts it off
                    Graph.Int64s(axis),
                    Graph.Int64s(-1),
                ]
            )
        );

    public Traced ExpandTo(Traced like)
    {
        var batch = like.Node("Shape", [], Int("start", 0), Int("end", 1));
        var rest = Node("Shape", [], Int("start", 1));
        return Node("Expand", [batch.Node("Concat", [rest], Int("axis", 0))]);
    }

    public Traced ToFloat() => Node("Cast", [], Int("to", (long)TensorProto.Types.DataType.Float));

    public Traced ToBytes() =>
        new Traced(Graph, Graph.Node("Clip", [Materialize(), Graph.Scalar(0), Graph.Scalar(255)])).Node(
            "Cast",
            [],
            Int("to", (long)TensorProto.Types.DataType.Uint8)
        );

    Traced Node(string op, Traced[] others, params AttributeProto[] attributes) =>
        new(Graph, Graph.Node(op, [Materialize(), .. others.Select(o => o.Materialize())], attributes));

    static Traced Binary(string op, Traced a, Traced b, Func<Tensor, Tensor, Tensor> fold) =>
        a.Constant is { } x && b.Constant is { } y ? new(a.Graph, a.Name, fold(x, y)) : a.Node(op, [b]);

    Traced Scaled(string op, float b, Func<Tensor, Tensor> fold) =>
        Constant is { } x ? new(Graph, Name, fold(x)) : new(Graph, Graph.Node(op, [Name, Graph.Scalar(b)]));

    static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    static AttributeProto Real(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = Float,
        };

    static AttributeProto Text(string name, string value) =>
        new()
        {
            Name = name,
            S = Google.Protobuf.ByteString.CopyFromUtf8(value),
            Type = AttributeProto.Types.AttributeType.String,
        };

    static AttributeProto Ints(string name, params long[] values) =>
        new()
        {
            Name = name,
            Ints = { values },
            Type = AttributeProto.Types.AttributeType.Ints,
        };
}
