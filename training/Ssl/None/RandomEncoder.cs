using Platform.Training.Configuration;
using Platform.Training.Encoders;
using Platform.Training.Ssl.Views;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.None;

/// <summary>No pretraining: the encoder as its weights are drawn. Ren et al. 2021, Table I, first row.</summary>
public sealed class RandomEncoder : ISslMethod
{
    /// <summary>Those of the loop, without options of its own.</summary>
    public static readonly IReadOnlyDictionary<string, Setup<SslConfig>> Presets = SslPresets.Of(
        new(SslConfig.Paper, new NoOptions()),
        new(SslConfig.Small, new NoOptions()),
        new(SslConfig.Smoke, new NoOptions()),
        new(SslConfig.Dermoscopy, new NoOptions()),
        new(SslConfig.Transfer, new NoOptions())
    );

    public RandomEncoder(MethodSource source)
    {
        Encoder = source.Encoder();
        Encoder.Module.to(source.Device);
    }

    public IEncoder Encoder { get; }
    public IReadOnlyList<nn.Module> Modules => [Encoder.Module];
    public IEnumerable<Parameter> Trainable => [];
    public IReadOnlyList<ViewCrops> Crops => [];

    public SslLoss Loss(ViewBatch batch) => throw new InvalidOperationException("A random encoder has no loss.");

    public void Dispose() => Encoder.Dispose();
}
