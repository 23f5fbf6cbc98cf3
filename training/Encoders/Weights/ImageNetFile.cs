using Onnx;
using Platform.Shared;
using Platform.Shared.Bundles;
using static TorchSharp.torch;

namespace Platform.Training.Encoders.Weights;

/// <summary>
/// The ResNet-18 trained on ImageNet that ships with the package Microsoft.ML.DnnImageFeaturizer.ResNet18, as if it had
/// torchvision's names and order of channels.
/// </summary>
/// <remarks>
/// The network is CNTK's, for blue, green, red from 0 to 255 less their means, and has nine blocks; the first eight are
/// He et al.'s ResNet-18. Its strided layers pad one pixel less at the right and the bottom, which for sides that 32
/// divides is what padding on both sides comes to. Here conv1's input channels are turned round, which changes nothing
/// but the order.
/// </remarks>
sealed class ImageNetFile : ITensorFile
{
    public const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18",
        PackageVersion = "0.23.1",
        Sha256 = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";
    const string MeanSha256 = "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004";
    const string FirstConvolution = "conv1.weight",
        MeanImage = "MeanImage";
    readonly IReadOnlyDictionary<string, TensorProto> weights;

    ImageNetFile(IReadOnlyDictionary<string, TensorProto> weights, PixelNormalisation normalisation)
    {
        (this.weights, Normalisation) = (weights, normalisation);
        Entries = weights.ToDictionary(w => w.Key, w => new TensorEntry(ScalarType.Float32, [.. w.Value.Dims]));
    }

    public IReadOnlyDictionary<string, TensorEntry> Entries { get; }
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();
    public PixelNormalisation Normalisation { get; }

    /// <summary>The folder that a build and a publish put the package's files into.</summary>
    internal static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "imagenet");

    /// <exception cref="InputException">The package's files are not there, or not those of its version.</exception>
    public static ImageNetFile Open(string? folder = null)
    {
        folder ??= Folder;
        var network = Parse(Path.Combine(folder, "ResNet18.onnx"), Sha256);
        var preprocessing = Parse(Path.Combine(folder, "ResNetPreprocess.onnx"), MeanSha256);
        return new(
            CntkResNet.Weights(network.Graph),
            Means(preprocessing.Graph.Initializer.Single(i => i.Name == MeanImage))
        );
    }

    static ModelProto Parse(string path, string sha256)
    {
        if (!File.Exists(path))
            throw new InputException(
                $"{path}: missing; it comes with the package {Package} {PackageVersion}: restore and build again"
            );
        if (BundleFiles.Sha256(path) != sha256)
            throw new InputException(
                $"{path}: not the file of {Package} {PackageVersion}, by its SHA-256; restore and build again"
            );
        using var file = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(file);
    }

    /// <summary>
    /// The network was trained on 224 x 224 pixels less a mean image. Ours has any side, and takes that image's mean in
    /// each channel.
    /// </summary>
    static PixelNormalisation Means(TensorProto image)
    {
        var (values, channel) = (image.FloatData, (int)(image.Dims[2] * image.Dims[3]));
        double Mean(int c) => values.Skip(c * channel).Take(channel).Average(v => (double)v) / byte.MaxValue;
        return new(new(R: Mean(2), G: Mean(1), B: Mean(0)), Deviation(1.0 / byte.MaxValue));
    }

    static Rgb Deviation(double of) => new(of, of, of);

    public Tensor Read(string name)
    {
        var stored = weights[name];
        var values = tensor(stored.FloatData.ToArray(), [.. stored.Dims]);
        return name == FirstConvolution ? values.flip(1) : values; // blue, green, red to red, green, blue
    }

    public void Dispose() { }
}
