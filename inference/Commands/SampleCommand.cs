using System.CommandLine;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;

namespace Platform.Inference.Commands;

static class SampleCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var provider = BundleArgument.Provider();
        var command = new Command("sample", "Draws synthetic images to a folder; can be stopped at any time and started again.") { path, provider };
        var options = new SampleOptions(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var bundle = Bundle.Load(parsed.GetRequiredValue(path), new OnnxOptions { Provider = parsed.GetValue(provider) });
            var m = bundle.Manifest;
            await options.RunAsync(parsed, bundle.Generator, $"{m.Name} {m.Version}", m.Files[BundleFiles.Generator].Sha256, m.IntendedUse, cancel);
        });
        return command;
    }
}
