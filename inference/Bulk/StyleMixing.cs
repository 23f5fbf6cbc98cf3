using Google.Protobuf;
using Onnx;
using Platform.Shared;
using Platform.Shared.Onnx;
using Platform.Shared.Sets;

namespace Platform.Inference.Bulk;

/// <summary>
/// Rewrites a generator's graph so that the styles from a resolution on come from a second latent vector. Karras et al.
/// 2019, section 3.1 and Figure 3.
/// </summary>
public static class StyleMixing
{
    /// <summary>The second latent vector: the input that is added to the graph.</summary>
    public const string Input = Drawer.MixInput;

    /// <param name="path">of generator.onnx, that messages name</param>
    /// <param name="generator">its bytes</param>
    /// <param name="from">pixels: styles of smaller feature maps stay those of the first vector</param>
    /// <exception cref="InputException">The generator has no styles, or none from that resolution on.</exception>
    public static OnnxModel Load(string path, byte[] generator, int from, OnnxOptions options)
    {
        var model = ModelProto.Parser.ParseFrom(generator);
        Rewrite(model.Graph, Chosen(path, Styles(path, model), from));
        return OnnxModel.Load(path, model.ToByteArray(), options);
    }

    /// <summary>The nodes that make a style of w, in the order of the layers.</summary>
    static IReadOnlyList<(NodeProto Node, int Side)> Styles(string path, ModelProto model)
    {
        if (model.MetadataProps.FirstOrDefault(p => p.Key == StyleNodes.Key) is not { } metadata)
            return OlderStyles(model.Graph);
        var nodes = model.Graph.Node.ToLookup(n => n.Name);
        return
        [
            .. StyleNodes
                .Read(path, metadata.Value)
                .Select(style =>
                    nodes[style.Node].FirstOrDefault() is { } node
                        ? (node, style.Side)
                        : throw new InputException(
                            $"{path}: has no node '{style.Node}', which its metadata name; publish the bundle again"
                        )
                ),
        ];
    }

    /// <summary>
    /// Of a generator that was published before its file told: its style nodes take weights of a known name, two
    /// layers to each resolution from 4 x 4 on.
    /// </summary>
    static IReadOnlyList<(NodeProto Node, int Side)> OlderStyles(GraphProto graph) =>
        [
            .. graph
                .Node.Where(n => n.Input.Any(i => i.Contains("adain.affine.weight", StringComparison.Ordinal)))
                .Select((node, layer) => (node, 4 << (layer / 2))),
        ];

    static IReadOnlyList<NodeProto> Chosen(string path, IReadOnlyList<(NodeProto Node, int Side)> styles, int from)
    {
        if (styles.Count == 0)
            throw new InputException($"--mix-from: {path} has no styles to mix; only a StyleGAN has");
        var last = styles.Max(s => s.Side);
        return from <= last
            ? [.. styles.Where(s => s.Side >= from).Select(s => s.Node)]
            : throw new InputException($"--mix-from {from}: the last styles are of {last} x {last}; give that or less");
    }

    /// <param name="chosen">the nodes whose w is to come from the second vector</param>
    static void Rewrite(GraphProto graph, IReadOnlyList<NodeProto> chosen)
    {
        var producers = graph.Node.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        var second = graph.Input.Single(i => i.Name == "z").Clone();
        second.Name = Input;
        var copies = new Dictionary<string, string?> { ["z"] = Input }; // null: does not depend on z
        var copied = new List<NodeProto>();

        foreach (var style in chosen)
            for (var i = 0; i < style.Input.Count; i++)
                style.Input[i] = Copy(style.Input[i]) ?? style.Input[i];

        graph.Input.Add(second);
        foreach (var node in copied.AsEnumerable().Reverse())
            graph.Node.Insert(0, node);

        string? Copy(string value) // the value's name where z is the second vector
        {
            if (copies.TryGetValue(value, out var known))
                return known;
            if (!producers.TryGetValue(value, out var node))
                return copies[value] = null;
            var inputs = node.Input.Select(Copy).ToArray();
            if (inputs.All(i => i is null))
                return copies[value] = null;
            var twin = node.Clone();
            twin.Name = $"{node.Name}.mix";
            for (var i = 0; i < inputs.Length; i++)
                twin.Input[i] = inputs[i] ?? node.Input[i];
            for (var i = 0; i < twin.Output.Count; i++)
                copies[node.Output[i]] = twin.Output[i] = $"{node.Output[i]}.mix";
            copied.Add(twin);
            return copies[value];
        }
    }
}
