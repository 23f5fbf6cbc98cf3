using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl.Views;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.SimClr;

/// <summary>
/// SimCLR: two views of an image attract, all other images of the batch repel. Chen et al. 2020, arXiv 2002.05709.
/// Where the two are of two photographs of a lesion (<see cref="Positives.Lesion"/>), a further photograph of it in the
/// batch does not repel.
/// </summary>
public sealed class SimClrMethod : ISslMethod
{
    readonly double temperature;
    readonly ProjectionHead head;

    public SimClrMethod(SslConfig config, SimClrOptions options, MethodSource source)
    {
        (temperature, Crops) = (options.Temperature, config.Pair());
        Encoder = source.Encoder();
        head = new(Encoder.EmbeddingSize, options.ProjectionSize);
        foreach (var module in Modules)
            module.to(source.Device);
    }

    public IEncoder Encoder { get; }
    public IReadOnlyList<ViewCrops> Crops { get; }
    public IReadOnlyList<nn.Module> Modules => [Encoder.Module, head];
    public IEnumerable<Parameter> Trainable => Modules.SelectMany(m => m.parameters());

    /// <remarks>One pass for both views, so that the batch-norms see all of them.</remarks>
    public SslLoss Loss(ViewBatch batch)
    {
        var n = batch.Views[0].shape[0];
        var z = head.call(Encoder.Embed(cat([batch.Views[0], batch.Views[1]]))); // [2N, D]
        z = z.to(float32);
        using var exact = Autocast.Suspend(z.device);
        return new(NtXentLoss.Of(z.narrow(0, 0, n), z.narrow(0, n, n), temperature, batch.Lesions), z);
    }

    public void Dispose()
    {
        foreach (var module in Modules)
            module.Dispose();
    }
}
