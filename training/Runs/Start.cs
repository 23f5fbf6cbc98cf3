using TorchSharp;

namespace Platform.Training.Runs;

/// <summary>
/// One start of a run: the first, or a later one that goes on from its checkpoint. config.json lists those that differ.
/// </summary>
/// <param name="Threads">of libtorch</param>
/// <param name="SourceCommit">that this program was built from</param>
public sealed record Start(Precision Precision, int Threads, string SourceCommit, Arithmetic Arithmetic)
{
    /// <summary>Of this process, once libtorch has been started.</summary>
    public static Start Now(torch.Device device, Precision precision) =>
        new(precision, torch.get_num_threads(), Runs.SourceCommit.Value, Arithmetic.Of(device));
}
