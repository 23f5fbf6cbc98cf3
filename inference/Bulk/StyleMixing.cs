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

    /// <summary>Ends the names of the weights A that make styles of w, one to each AdaIN.</summary>
    const string StyleWeight = "adain.affine.weight";

    /// <param name="path">of generator.onnx, that messages name</param>
    /// <param name="generator">its bytes</param>
    /// <param name="from">pixels: styles of smaller feature maps stay those of the first vector</param>
    /// <exception cref="InputException">The generator has no styles, or none from that resolution on.</exception>
    public static OnnxModel Load(string path, byte[] generator, int from, OnnxOptions options)
    {
        var model = ModelProto.Parser.ParseFrom(generator);
        Rewrite(model.Graph, path, from);
        return OnnxModel.Load(path, model.ToByteArray(), options);
    }

    static void Rewrite(GraphProto graph, string path, int from)
    {
        var producers = graph.Node.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        var second = graph.Input.Single(i => i.Name == "z").Clone();
        second.Name = Input;
        var copies = new Dictionary<string, string?> { ["z"] = Input }; // null: does not depend on z
        var copied = new List<NodeProto>();

        var styles = graph
            .Node.Where(n => n.Input.Any(i => i.Contains(StyleWeight, StringComparison.Ordinal)))
            .ToArray();
        if (styles.Length == 0)
            throw new InputException($"--mix-from: {path} has no styles to mix; only a StyleGAN has");
        // two layers to each resolution from 4 x 4 on
        var chosen = styles.Where((_, layer) => 4 << (layer / 2) >= from).ToArray();
        if (chosen.Length == 0)
            throw new InputException(
                $"--mix-from {from}: the last styles are of {4 << ((styles.Length - 1) / 2)} x "
                    + $"{4 << ((styles.Length - 1) / 2)}; give that or less"
            );
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
