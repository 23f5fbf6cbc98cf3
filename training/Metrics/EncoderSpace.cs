using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Training.Encoders;
using Platform.Training.Head;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>The embeddings of an encoder of training ssl that has seen real images only.</summary>
public sealed class EncoderSpace : IFeatureSpace
{
    readonly IEncoder encoder;
    readonly Device device;
    readonly SslRun run;
    readonly string sha256;

    public int Side => run.Config.Side;

    /// <summary>How a photograph becomes its input.</summary>
    public PreprocessingSpec Preprocessing => run.Preprocessing;
    string Id => $"{run.Method}-{sha256[..8]}";
    public string FrechetName => $"FD-{Id}";
    public string KernelName => $"KD-{Id}";
    public bool StandardisesKernel => true;
    public object Description =>
        new
        {
            encoder = Id,
            sha256,
            side = Side,
            dimensions = encoder.EmbeddingSize,
            data = run.Dataset,
            manifest_sha256 = run.ManifestSha256,
            saw_held_out = run.SawTest,
        };

    EncoderSpace(IEncoder encoder, SslRun run, string sha256, Device device) =>
        (this.encoder, this.run, this.sha256, this.device) = (encoder, run, sha256, device);

    /// <exception cref="InputException">
    /// Not such a run, or one that saw synthetic images: it would judge its own teachers.
    /// </exception>
    public static EncoderSpace Load(string path, Device device)
    {
        var (run, encoder) = SslRun.Load(path, device);
        if (run.Synthetic.Sum(s => s.Images) is > 0 and var synthetic)
        {
            encoder.Dispose();
            throw new InputException(
                $"--encoder {path}: was trained on {synthetic:N0} synthetic images and would favour such; name a "
                    + $"run of ssl without --synthetic"
            );
        }
        return new(encoder, run, SslRun.EncoderSha256(path), device);
    }

    public Tensor Embed(ImageSet images, int side, Action<int> report)
    {
        var rows = EmbeddingExtractor.Extract(encoder, side, images.Count, images.Image, device, report);
        return tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, encoder.EmbeddingSize]);
    }

    public void Dispose() => encoder.Dispose();
}
