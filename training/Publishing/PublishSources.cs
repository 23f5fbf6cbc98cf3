using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Publishing;

/// <summary>The runs that a bundle is made of, loaded and known to belong together.</summary>
sealed record PublishSources(
    GanSource? Gan,
    SslRun Ssl,
    IEncoder Encoder,
    HeadRun Head,
    JsonElement HeadMetrics,
    string HeadFile
) : IDisposable
{
    /// <exception cref="InputException">A run is missing, or the head was fitted on another encoder.</exception>
    public static PublishSources Load(PublishRequest request, Device device)
    {
        var head = RunFolder.ReadConfig<HeadRun>(request.Head);
        var metrics = Json(HeadContracts.Metrics, Path.Combine(request.Head, HeadContracts.MetricsName));
        if (!SslRun.IsEncoder(request.Encoder, head.EncoderSha256))
            throw new InputException(
                $"{request.Head}: its head was fitted on another encoder than {request.Encoder}, or before that was "
                    + "trained on; run head again"
            );
        var headFile = Existing(Path.Combine(request.Head, "head.zip"));
        var gan = request.Gan is { } path ? GanSource.Load(path, device) : null;
        try
        {
            var (ssl, encoder) = SslRun.Load(request.Encoder, device);
            return new(gan, ssl, SymmetricEncoder.Of(encoder, head.Symmetry ?? Symmetry.None), head, metrics, headFile);
        }
        catch
        {
            gan?.Dispose();
            throw;
        }
    }

    /// <exception cref="InputException">It is missing, damaged, of another kind or of another schema.</exception>
    public static JsonElement Json(FileContract contract, string path) =>
        JsonSerializer.SerializeToElement(contract.Read(path));

    static string Existing(string path) => File.Exists(path) ? path : throw new InputException($"{path}: missing");

    public void Dispose()
    {
        Encoder.Dispose();
        Gan?.Dispose();
    }
}

/// <summary>The run that draws a bundle's images.</summary>
sealed record GanSource(GanRun Run, IGan Networks, GanState State) : IDisposable
{
    /// <exception cref="InputException">It is missing, or has no whole checkpoint.</exception>
    public static GanSource Load(string path, Device device)
    {
        var (run, networks, state) = GanRun.LoadFinished(path, device);
        return new(run, networks, state);
    }

    public void Dispose() => Networks.Dispose();
}
