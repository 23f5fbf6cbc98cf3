using Platform.Shared;
using TorchSharp;

namespace Platform.Training.Runs;

/// <summary>Where a run computes, as asked for.</summary>
/// <param name="Device">cpu, cuda, or auto (cuda where there is one)</param>
/// <param name="Libtorch">folder of an existing CUDA libtorch; null for the packaged one</param>
/// <param name="Threads">of the CPU; null for all that this process may use</param>
/// <param name="Precision">of training; null for bf16 where the processor is fast at it, else fp32</param>
public sealed record Machine(
    string Device = "auto",
    string? Libtorch = null,
    int? Threads = null,
    Precision? Precision = null
)
{
    /// <summary>Starts libtorch as asked.</summary>
    /// <exception cref="InputException">The device is not there: never a silent fall-back.</exception>
    public torch.Device Start() => TorchRuntime.Start(Device, Libtorch, Threads);

    /// <summary>The precision to train in, after <see cref="Start"/>.</summary>
    /// <param name="begun">
    /// of the run that goes on, which is kept where none is asked for, on whatever processor; null for a new one
    /// </param>
    /// <exception cref="InputException">bf16 with a libtorch that lacks it.</exception>
    public Precision PrecisionOn(torch.Device device, Precision? begun = null) =>
        (Precision ?? begun) switch
        {
            Runs.Precision.Bf16 when !Autocast.IsAvailable => throw new InputException(
                $"{(Precision is null ? "the run was begun with --precision bf16" : "--precision bf16")}: this "
                    + "libtorch does not export mixed precision; use another one, or train anew with --precision fp32"
            ),
            { } asked => asked,
            null => Autocast.IsAvailable && Autocast.IsFast(device) ? Runs.Precision.Bf16 : Runs.Precision.Fp32,
        };
}
