using System.CommandLine;
using Platform.Training.Runs;
using TorchSharp;

namespace Platform.Training.Configuration;

/// <summary>The options that say where a run computes: <c>--device</c>, <c>--libtorch</c>, <c>--threads</c>.</summary>
public sealed class MachineOptions
{
    readonly Option<string> device = new("--device") { Description = "cpu, cuda, or auto (cuda where there is one)", DefaultValueFactory = _ => "auto" };
    readonly Option<string?> libtorch = new("--libtorch") { Description = "folder of an existing CUDA libtorch, such as a PyTorch install's torch/lib" };
    readonly Option<int?> threads = new("--threads") { Description = "CPU threads (default: all that this process may use)" };

    public MachineOptions(Command command)
    {
        device.AcceptOnlyFromAmong("cpu", "cuda", "auto");
        foreach (var option in new Option[] { device, libtorch, threads }) command.Options.Add(option);
    }

    /// <summary>Starts libtorch as asked.</summary>
    public torch.Device Start(ParseResult parsed) => TorchRuntime.Start(parsed.GetValue(device)!, parsed.GetValue(libtorch), parsed.GetValue(threads));
}
