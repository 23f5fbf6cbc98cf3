using System.Globalization;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using Platform.Training.Runs;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Publishing;

/// <summary>
/// Writes the encoder of a run for other programs: .safetensors by torchvision's names, with what the weights expect of
/// a picture and where they come from in its metadata.
/// </summary>
static class EncoderExport
{
    /// <param name="run">folder made by ssl</param>
    /// <param name="output">the file to make; one with the same content stays</param>
    /// <exception cref="Shared.InputException">
    /// There is no such run, or <paramref name="output"/> cannot be made or is another file.
    /// </exception>
    public static void Run(string run, string output)
    {
        AtomicFile.CheckFolder(output, "--out");
        var (described, encoder) = SslRun.Load(run, CPU);
        using var loaded = encoder;
        AtomicFile.Create(output, Bytes(encoder, described, RunFolder.ConfigSha256Of(run)), "--out");
    }

    /// <param name="runSha256">names the run's configuration</param>
    internal static byte[] Bytes(IEncoder encoder, SslRun run, string runSha256)
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, encoder.Module.state_dict(), Metadata(run, runSha256));
        return stream.ToArray();
    }

    static Dictionary<string, string> Metadata(SslRun run, string runSha256)
    {
        var (init, trained) = (run.Init, SslMethods.All[run.Method].Trains);
        var begun = init is null ? "" : $", begun from {init.Name} (SHA-256 {init.Sha256})";
        var notices = new[] { trained ? Datasets.Notice(run.Dataset) : null, init?.Notice }.OfType<string>();
        var sawTest = trained || init is null ? run.SawTest : init.SawTest;
        var metadata = new Dictionary<string, string?>
        {
            [WeightsMetadata.Format] = WeightsMetadata.PyTorch,
            [WeightsMetadata.Mean] = WeightsMetadata.Text(run.Normalisation.Mean),
            [WeightsMetadata.Deviation] = WeightsMetadata.Text(run.Normalisation.Deviation),
            [WeightsMetadata.Side] = run.Config.Side.ToString(CultureInfo.InvariantCulture),
            [WeightsMetadata.Fit] = PreprocessingSpec.Name(run.Fit),
            [WeightsMetadata.Colour] = PreprocessingSpec.Name(run.Colour),
            [WeightsMetadata.Source] =
                $"ResNet-18 of the Lesion Platform, ssl --method {run.Method} on {run.Dataset}{begun}",
            [WeightsMetadata.RunSha256] = runSha256,
            [WeightsMetadata.ManifestSha256] = trained ? run.ManifestSha256 : init?.ManifestSha256,
            [WeightsMetadata.SawTest] = sawTest?.ToString().ToLowerInvariant(),
            [WeightsMetadata.Licence] = string.Join(' ', notices),
        };
        return metadata.Where(m => !string.IsNullOrEmpty(m.Value)).ToDictionary(m => m.Key, m => m.Value!);
    }
}
