using Google.Protobuf;
using Onnx;
using Platform.Shared.Files;
using Platform.Shared.Onnx;
using Platform.Training.Encoders;
using Platform.Training.Gan;
using Platform.Training.Tracing;
using static Onnx.TensorProto.Types;

namespace Platform.Training.Export;

/// <summary>Writes the networks of a bundle as ONNX files. Names, types and shapes are the bundle's contract.</summary>
public static class OnnxExport
{
    /// <summary>z [N, Z], psi [1], noise [N, K] -> pixels uint8 [N, R, R, 3], image [N, 3, R, R]</summary>
    public static ModelProto Generator(Generator generator)
    {
        var graph = new OnnxGraph("generator", generator);
        var side = generator.Resolution;
        var image = generator.Apply(
            graph.Input("z", DataType.Float, -1, generator.LatentSize),
            graph.Input("psi", DataType.Float, 1),
            graph.Input("noise", DataType.Float, -1, generator.NoiseLength),
            new Phase(side, 1)
        );
        graph.Output("pixels", ImagePixels.FromImage(image), DataType.Uint8, -1, side, side, 3);
        graph.Output("image", image, DataType.Float, -1, 3, side, side);
        var styles = generator.Styles.SelectMany(s => graph.NodesOf(s.Weight).Select(n => new StyleNode(n, s.Side)));
        return graph.Build(
            new Dictionary<string, string> { [StyleNodes.Key] = StyleNodes.Write([.. styles]) },
            generator.IgnoredInputs
        );
    }

    /// <summary>pixels uint8 [N, S, S, 3] -> embedding [N, E], feature_map [N, E, h, w]</summary>
    public static ModelProto Encoder(IEncoder encoder, int side)
    {
        var graph = new OnnxGraph("encoder", encoder.Module);
        var (embedding, map) = encoder.Features(
            EncoderImage.FromPixels(graph.Input("pixels", DataType.Uint8, -1, side, side, 3))
        );
        Outputs(graph, encoder, embedding, map, side);
        return graph.Build();
    }

    /// <summary>
    /// pixels uint8 [N, S, S, 3] -> probabilities [N, C], embedding [N, E], feature_map [N, E, h, w]
    /// </summary>
    public static ModelProto Classifier(Classifier classifier, int side, int classes)
    {
        var graph = new OnnxGraph("classifier", classifier);
        var (probabilities, embedding, map) = classifier.Apply(
            graph.Input("pixels", DataType.Uint8, -1, side, side, 3)
        );
        graph.Output("probabilities", probabilities, DataType.Float, -1, classes);
        Outputs(graph, classifier.Encoder, embedding, map, side);
        return graph.Build();
    }

    /// <summary>Two processes may export the same run at once.</summary>
    public static void Save(ModelProto model, string path) => AtomicFile.Write(path, model.WriteTo);

    static void Outputs(OnnxGraph graph, IEncoder encoder, Traced embedding, Traced map, int side)
    {
        var mapSide = (side + encoder.Stride - 1) / encoder.Stride;
        graph.Output("embedding", embedding, DataType.Float, -1, encoder.EmbeddingSize);
        graph.Output("feature_map", map, DataType.Float, -1, encoder.EmbeddingSize, mapSide, mapSide);
    }
}
