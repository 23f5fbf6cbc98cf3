using System.CommandLine;
using Platform.CommandLine;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Training.Configuration;
using Platform.Training.Export;
using Platform.Training.Gan;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training generate</c>: draws the synthetic images that self-supervision pools with the real ones, before there is
/// a bundle.
/// </summary>
/// <remarks>
/// Through the exported file and the sampler of the inference phase: a bundle with this generator draws the same
/// images.
/// </remarks>
public static class GenerateCommand
{
    public static Command Create()
    {
        var command = new Command(
            "generate",
            "Draw synthetic images with a GAN run's generator; can be stopped at any time and started again."
        );
        var gan = new Option<string>("--gan") { Description = "run folder made by gan", Required = true };
        command.Options.Add(gan);
        var machine = new MachineOptions(command);
        var options = new SampleOptions(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var device = machine.Start(parsed);
                var (_, networks, state) = GanRun.LoadFinished(parsed.GetValue(gan)!, device);
                var file = Path.Combine(parsed.GetValue(gan)!, BundleFiles.Generator);
                using (networks)
                    OnnxExport.Save(OnnxExport.Generator(networks.GeneratorEma), file);
                using var generator = OnnxModel.Load(file);
                await options.RunAsync(
                    parsed,
                    generator,
                    $"{RunFolder.NameOf(parsed.GetValue(gan)!)} after {state.Images} images",
                    BundleFiles.Sha256(file),
                    BundleManifest.ResearchUseOnly,
                    cancel
                );
            }
        );
        return command;
    }
}
