using System.Runtime.InteropServices;
using Platform.Shared;
using Platform.Shared.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// The checkpoints of a run: <c>checkpoint.bin</c> is the newest, <c>checkpoint-COUNT.bin</c> those before it, and
/// <c>best.bin</c> the one of the lowest loss. All are one write; the others are links to files that were the newest.
/// </summary>
/// <param name="keep">How many of the newest are kept, at least one.</param>
public sealed partial class RunCheckpoints(RunFolder run, int keep = 1)
{
    public const string BestFile = "best.bin";
    double? best;

    /// <summary>The state of the newest checkpoint, with its tensors loaded; null where there is none.</summary>
    /// <exception cref="InputException">The checkpoint is damaged, or of another configuration.</exception>
    public TState? Load<TState>(IReadOnlyList<nn.Module> modules, IReadOnlyList<OptimizerHelper> optimizers)
        where TState : class
    {
        if (!File.Exists(run.Checkpoint))
            return null;
        var state = Checkpoint.Load<TState>(run.Checkpoint, modules, optimizers, run.ConfigSha256);
        var header = Checkpoint.Header(run.Checkpoint);
        best = header.Best;
        if (header.IsBest)
            Link(run.Checkpoint, run.File(BestFile)); // a kill may have come between the two
        return state;
    }

    /// <param name="at">Steps or images done.</param>
    /// <param name="loss">What decides which checkpoint is the best, lower is better; null if nothing does.</param>
    public void Save<TState>(
        long at,
        TState state,
        IReadOnlyList<nn.Module> modules,
        IReadOnlyList<OptimizerHelper> optimizers,
        double? loss = null
    )
    {
        var isBest = loss is { } now && (best is null || now < best);
        if (isBest)
            best = loss;
        if (keep > 1 && File.Exists(run.Checkpoint))
            Link(run.Checkpoint, Older(Checkpoint.Header(run.Checkpoint).At));
        Checkpoint.Save(run.Checkpoint, state, modules, optimizers, new(run.ConfigSha256, at, best, isBest));
        if (isBest)
            Link(run.Checkpoint, run.File(BestFile));
        var older = Directory.GetFiles(run.Path, "checkpoint-*.bin").Order(StringComparer.Ordinal).ToArray();
        foreach (var file in older.SkipLast(keep - 1))
            File.Delete(file);
    }

    string Older(long at) => run.File($"checkpoint-{at:D12}.bin");

    /// <summary>A second name for a file, or a copy where the file system has no links.</summary>
    static void Link(string file, string name)
    {
        PartialFiles.RemoveAbandoned(name);
        var temporary = PartialFiles.NameFor(name);
        if (OperatingSystem.IsWindows() || HardLink(file, temporary) != 0)
            File.Copy(file, temporary);
        File.Move(temporary, name, overwrite: true);
        File.Delete(temporary); // rename(2) leaves both names where they are one file already
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string existing, string name);
}
