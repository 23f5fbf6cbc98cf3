using Platform.Shared.Onnx;
using Platform.Training.Encoders;
using Platform.Training.Gan;
using Platform.Training.Tracing;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Export;

/// <summary>
/// The networks of a bundle as training computes them, with the inputs and outputs of their ONNX files.
/// </summary>
public static class TorchRun
{
    public static IReadOnlyList<TensorData> Generator(
        Gan.Generator generator,
        IReadOnlyList<TensorData> inputs,
        Device device
    ) =>
        Run(() =>
        {
            var (z, psi, noise) = (Load(inputs[0], device), Load(inputs[1], device), Load(inputs[2], device));
            var image = generator.Apply(
                new Eager(z),
                new Eager(psi),
                new Eager(noise),
                new Phase(generator.Resolution, 1)
            );
            return [Data("pixels", ImagePixels.FromImage(image).Value), Data("image", image.Value)];
        });

    /// <summary>
    /// The image in float64, rounded once: what float32 comes near to. The weights are left as they were.
    /// </summary>
    public static IReadOnlyList<TensorData> GeneratorExactly(
        Gan.Generator generator,
        IReadOnlyList<TensorData> inputs,
        Device device
    ) =>
        Run(() =>
        {
            generator.to(ScalarType.Float64);
            try
            {
                Tensor[] given = [.. inputs.Select(i => Load(i, device).to(ScalarType.Float64))];
                var image = generator.Apply(
                    new Eager(given[0]),
                    new Eager(given[1]),
                    new Eager(given[2]),
                    new Phase(generator.Resolution, 1)
                );
                return [Data("image", image.Value.to(ScalarType.Float32))];
            }
            finally
            {
                generator.to(ScalarType.Float32);
            }
        });

    public static IReadOnlyList<TensorData> Encoder(
        IEncoder encoder,
        IReadOnlyList<TensorData> inputs,
        Device device
    ) =>
        Run(() =>
        {
            var (embedding, map) = encoder.Features(EncoderImage.FromPixels(new Eager(Load(inputs[0], device))));
            return [Data("embedding", embedding.Value), Data("feature_map", map.Value)];
        });

    public static IReadOnlyList<TensorData> Classifier(
        Classifier classifier,
        IReadOnlyList<TensorData> inputs,
        Device device
    ) =>
        Run(() =>
        {
            var (probabilities, embedding, map) = classifier.Apply(new Eager(Load(inputs[0], device)));
            return
            [
                Data("probabilities", probabilities.Value),
                Data("embedding", embedding.Value),
                Data("feature_map", map.Value),
            ];
        });

    static IReadOnlyList<TensorData> Run(Func<IReadOnlyList<TensorData>> network)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return network();
    }

    static Tensor Load(TensorData data, Device device) =>
        (data.Values is byte[] bytes ? tensor(bytes, data.Shape) : tensor(data.Floats, data.Shape)).to(device);

    static TensorData Data(string name, Tensor value)
    {
        var cpu = value.cpu().contiguous();
        return cpu.dtype == ScalarType.Byte
            ? new(name, cpu.data<byte>().ToArray(), cpu.shape)
            : new(name, cpu.data<float>().ToArray(), cpu.shape);
    }
}
