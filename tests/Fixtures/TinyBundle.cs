using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Taxonomy;
using static Onnx.TensorProto.Types;
using static Platform.Fixtures.TinyGraph;

namespace Platform.Fixtures;

/// <summary>
/// A whole bundle of hand-built graphs with random weights and a fitted head: small, but real in every file.
/// </summary>
public static class TinyBundle
{
    public const int Side = 16,
        Generated = 8,
        ZLength = 6,
        Features = BundleContract.Features;
    public static readonly IReadOnlyList<Diagnosis> Classes =
    [
        .. new[] { "mel", "nv", "vasc" }.Select(Diagnosis.Named),
    ];

    public static BundleManifest Manifest(string version = "1.0.0", string name = "tiny") =>
        new()
        {
            Name = name,
            Version = version,
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            SourceCommit = "0123456789abcdef",
            Classes = Classes,
            Preprocessing = new(Side),
            Metrics = new Dictionary<string, double> { ["balanced_accuracy"] = 0.5 },
            DataManifests = new Dictionary<string, string> { ["phantom"] = new('a', 64) },
            TrainingDataNotices = ["drawn images, no licence needed"],
        };

    const float Noise = 0.1f;

    /// <summary>Published under a new temporary root, which is returned.</summary>
    /// <param name="noise">of the generator, in units of the image's range</param>
    public static string Publish(string version = "1.0.0", float noise = Noise)
    {
        var root = Directory.CreateTempSubdirectory("tiny-bundle-").FullName;
        BundleStore.Publish(root, Manifest(version), folder => WriteFiles(folder, noise));
        return root;
    }

    /// <summary>Published as root/name/version; another seed gives other weights, so other answers.</summary>
    public static void Publish(string root, string name, string version, int seed) =>
        BundleStore.Publish(root, Manifest(version, name), folder => WriteFiles(folder, seed: seed));

    /// <summary>The same, of a bundle that draws no images.</summary>
    public static void PublishWithoutGenerator(string root, string name, string version) =>
        BundleStore.Publish(
            root,
            Manifest(version, name) with
            {
                SchemaVersion = 5,
                WithoutGenerator = true,
            },
            folder =>
            {
                WriteFiles(folder);
                foreach (var file in BundleFiles.OfGenerator)
                    File.Delete(Path.Combine(folder, file));
            }
        );

    public static void WriteFiles(string folder) => WriteFiles(folder, Noise);

    static void WriteFiles(string folder, float noise = Noise, int seed = TinyGraph.DefaultSeed)
    {
        Encoder(withHead: null, seed).Save(Path.Combine(folder, BundleFiles.Encoder));
        Generator(noise, seed).Save(Path.Combine(folder, BundleFiles.Generator));
        using var encoder = OnnxModel.Load(Path.Combine(folder, BundleFiles.Encoder));
        using var generator = OnnxModel.Load(Path.Combine(folder, BundleFiles.Generator));

        var random = new Random(3);
        var pixels = new byte[24 * Side * Side * 3];
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i++)
            if (i % 3 == i / (Side * Side * 3) % 3)
                pixels[i] /= 4; // a colour to each class
        var embeddings = encoder
            .Run([new("pixels", pixels, 24, Side, Side, 3)], "embedding")[0]
            .Floats.Chunk(Features)
            .ToArray();
        var head = LinearHead.Fit(embeddings, [.. Enumerable.Range(0, 24).Select(i => i % 3)], Classes.Count);
        head.Save(Path.Combine(folder, BundleFiles.Head));

        Encoder(head, seed).Save(Path.Combine(folder, BundleFiles.Classifier));
        using var classifier = OnnxModel.Load(Path.Combine(folder, BundleFiles.Classifier));
        var input = new TensorData("pixels", pixels[..(2 * Side * Side * 3)], 2, Side, Side, 3);
        Probe.Record(encoder, input).Save(Path.Combine(folder, BundleFiles.EncoderProbe));
        Probe.Record(classifier, input).Save(Path.Combine(folder, BundleFiles.ClassifierProbe));
        Probe.Record(head, embeddings[..2]).Save(Path.Combine(folder, BundleFiles.HeadProbe));
        Probe.Record(generator, GeneratorInputs(random)).Save(Path.Combine(folder, BundleFiles.GeneratorProbe));
    }

    public static TensorData[] GeneratorInputs(Random random) =>
        [
            new("z", [.. Enumerable.Range(0, ZLength).Select(_ => random.NextSingle())], 1, ZLength),
            new("psi", [0.7f], 1),
            new(
                "noise",
                [.. Enumerable.Range(0, Generated * Generated).Select(_ => random.NextSingle())],
                1,
                Generated * Generated
            ),
        ];

    /// <summary>uint8 [N, S, S, 3] -> convolution -> ReLU -> mean; with a head also softmax(W e + b).</summary>
    /// <summary>Writes the encoder, with a head behind it where one is given: the classifier.</summary>
    public static void SaveEncoder(LinearHead? withHead, string path) => Encoder(withHead).Save(path);

    internal static TinyGraph Encoder(LinearHead? withHead, int seed = TinyGraph.DefaultSeed)
    {
        var graph = new TinyGraph(seed)
            .Input("pixels", DataType.Uint8, -1, Side, Side, 3)
            .Random("weight", 0.3f, Features, 3, 4, 4)
            .Floats("scale", [1 / 255f])
            .Node("Cast", "pixels -> float", Int("to", (int)DataType.Float))
            .Node("Mul", "float, scale -> scaled")
            .Node("Transpose", "scaled -> planes", Ints("perm", 0, 3, 1, 2))
            .Node("Conv", "planes, weight -> convolved", Ints("strides", 4, 4))
            .Node("Relu", "convolved -> feature_map")
            .Node("ReduceMean", "feature_map -> embedding", Ints("axes", 2, 3), Int("keepdims", 0));
        if (withHead is { } head)
            graph
                .Floats("head_weight", head.Weights, head.Classes, Features)
                .Floats("head_bias", head.Bias, head.Classes)
                .Node("Gemm", "embedding, head_weight, head_bias -> logits", Int("transB", 1))
                .Node("Softmax", "logits -> probabilities", Int("axis", 1))
                .Output("probabilities", DataType.Float, -1, head.Classes);
        return graph
            .Output("embedding", DataType.Float, -1, Features)
            .Output("feature_map", DataType.Float, -1, Features, Side / 4, Side / 4);
    }

    static TinyGraph Generator(float noise, int seed) =>
        new TinyGraph(seed)
            .Input("z", DataType.Float, -1, ZLength)
            .Input("psi", DataType.Float, 1)
            .Input("noise", DataType.Float, -1, Generated * Generated)
            .Random("weight", 0.5f, ZLength, 3 * Generated * Generated)
            .Int64s("image_shape", -1, 3, Generated, Generated)
            .Int64s("noise_shape", -1, 1, Generated, Generated)
            .Floats("strength", [noise])
            .Floats("half", [127.5f])
            .Floats("low", [0])
            .Floats("high", [255])
            .Node("MatMul", "z, weight -> flat")
            .Node("Mul", "flat, psi -> truncated")
            .Node("Reshape", "truncated, image_shape -> drawn")
            .Node("Reshape", "noise, noise_shape -> noise_map")
            .Node("Mul", "noise_map, strength -> weak_noise")
            .Node("Add", "drawn, weak_noise -> image")
            .Node("Mul", "image, half -> spread")
            .Node("Add", "spread, half -> levels")
            .Node("Max", "levels, low -> floored")
            .Node("Min", "floored, high -> clamped")
            .Node("Round", "clamped -> rounded")
            .Node("Transpose", "rounded -> rows", Ints("perm", 0, 2, 3, 1))
            .Node("Cast", "rows -> pixels", Int("to", (int)DataType.Uint8))
            .Output("pixels", DataType.Uint8, -1, Generated, Generated, 3)
            .Output("image", DataType.Float, -1, 3, Generated, Generated);
}
