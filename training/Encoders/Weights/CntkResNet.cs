using Onnx;

namespace Platform.Training.Encoders.Weights;

/// <summary>
/// Walks a residual network as CNTK exports it to ONNX, and gives its weights torchvision's names. Each layer's kernel,
/// stride and epsilon must be those of He et al. 2016, Table 1, 18 layers; what comes behind the eighth block is left.
/// </summary>
sealed class CntkResNet
{
    const int Stages = 4,
        BlocksOfAStage = 2;
    const float Epsilon = 1e-5f;
    static readonly string[] Statistics = ["weight", "bias", "running_mean", "running_var"];
    readonly ILookup<string, NodeProto> consumers;
    readonly Dictionary<string, TensorProto> initializers;
    readonly Dictionary<string, TensorProto> weights = [];

    CntkResNet(GraphProto graph)
    {
        consumers = graph
            .Node.SelectMany(n => n.Input.Select(i => (Value: i, Node: n)))
            .ToLookup(c => c.Value, c => c.Node);
        initializers = graph.Initializer.ToDictionary(i => i.Name);
    }

    /// <exception cref="InvalidDataException">The graph is another network.</exception>
    public static IReadOnlyDictionary<string, TensorProto> Weights(GraphProto graph)
    {
        var walk = new CntkResNet(graph);
        walk.EighthBlock(graph.Input[0].Name);
        return walk.weights;
    }

    /// <returns>the value that the eighth block gives, [N, 512, H/32, W/32]</returns>
    internal static string EighthBlock(GraphProto graph) => new CntkResNet(graph).EighthBlock(graph.Input[0].Name);

    string EighthBlock(string input)
    {
        var stem = Only(Normalised(input, "conv1", "bn1", kernel: 7, stride: 2), "Relu").Output[0];
        var value = Checked(Only(stem, "MaxPool"), kernel: 3, stride: 2).Output[0];
        for (var stage = 0; stage < Stages; stage++)
        for (var block = 0; block < BlocksOfAStage; block++)
            value = Block(value, $"layer{stage + 1}.{block}", stride: stage > 0 && block == 0 ? 2 : 1);
        return value;
    }

    string Block(string input, string name, int stride)
    {
        var first = Normalised(input, $"{name}.conv1", $"{name}.bn1", kernel: 3, stride);
        var second = Normalised(Only(first, "Relu").Output[0], $"{name}.conv2", $"{name}.bn2", kernel: 3, stride: 1);
        var shortcut =
            stride == 1 ? input : Normalised(input, $"{name}.downsample.0", $"{name}.downsample.1", kernel: 1, stride);
        var sum = Only(second, "Add");
        return sum.Input.Contains(shortcut)
            ? Only(sum.Output[0], "Relu").Output[0]
            : throw Other($"{sum.Name} does not add {shortcut}");
    }

    /// <summary>A convolution without bias and the batch-norm behind it.</summary>
    string Normalised(string input, string convolution, string norm, int kernel, int stride)
    {
        var conv = Checked(
            consumers[input].SingleOrDefault(n => n.OpType == "Conv" && Ints(n, "kernel_shape")[0] == kernel)
                ?? throw Other($"{input} has no {kernel} x {kernel} convolution behind it"),
            kernel,
            stride
        );
        if (conv.Input.Count != 2)
            throw Other($"{conv.Name} has a bias");
        Name($"{convolution}.weight", conv.Input[1]);
        var layer = Only(conv.Output[0], "BatchNormalization");
        if (layer.Attribute.Single(a => a.Name == "epsilon").F != Epsilon)
            throw Other($"{layer.Name} has another epsilon");
        foreach (var (statistic, value) in Statistics.Zip(layer.Input.Skip(1)))
            Name($"{norm}.{statistic}", value);
        return layer.Output[0];
    }

    void Name(string name, string value) =>
        weights.Add(name, initializers.GetValueOrDefault(value) ?? throw Other($"{value} is no weight"));

    NodeProto Only(string value, string type) =>
        consumers[value].SingleOrDefault(n => n.OpType == type)
        ?? throw Other($"{value} has no {type} behind it, or several");

    /// <summary>Padding at the end may be one less where the stride is 2: an even side does not reach it.</summary>
    static NodeProto Checked(NodeProto node, int kernel, int stride)
    {
        var (padding, pads) = ((kernel - 1) / 2, Ints(node, "pads"));
        return
            Ints(node, "kernel_shape").SequenceEqual([kernel, kernel])
            && Ints(node, "strides").SequenceEqual([stride, stride])
            && pads.Take(2).SequenceEqual([padding, padding])
            && pads.Skip(2).All(p => p == padding || stride == 2 && p == padding - 1)
            ? node
            : throw Other($"{node.Name} has another kernel, stride or padding");
    }

    static IReadOnlyList<long> Ints(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(a => a.Name == name)?.Ints ?? [];

    static InvalidDataException Other(string what) => new($"not CNTK's ResNet-18: {what}");
}
