using System.CommandLine;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>One run of a bench: what was asked for, a folder for its inputs, and all that must end with it.</summary>
public sealed class BenchRun(BenchOptions options, ParseResult parsed, BenchInputs inputs) : IAsyncDisposable
{
    readonly List<PhaseProcess> processes = [];
    readonly List<IDisposable> owned = [];
    readonly List<string> skipped = [],
        versions = [];

    public BenchOptions Options => options;
    public BenchInputs Inputs => inputs;

    /// <summary>Why a side is not there, a line each.</summary>
    public IReadOnlyList<string> Skipped => skipped;

    /// <summary>Of the peers that are there, a line each.</summary>
    public IReadOnlyList<string> Versions => versions;

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>Whether a peer can run; else its line is among <see cref="Skipped"/>.</summary>
    public async Task<bool> HasAsync(Peer peer, CancellationToken cancel)
    {
        var (runs, line) = await peer.AskAsync(cancel);
        (runs ? versions : skipped).Add(line);
        return runs;
    }

    /// <summary>Starts a server that is stopped with the run, and gives its address.</summary>
    public async Task<string> ServeAsync(Launch launch, CancellationToken cancel)
    {
        var (process, address) = await PhaseProcess.StartAndWaitAsync(launch, Servers.Ready, cancel);
        processes.Add(process);
        return address;
    }

    public T Own<T>(T resource)
        where T : IDisposable
    {
        owned.Add(resource);
        return resource;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.StopAsync();
            process.Dispose();
        }
        foreach (var resource in owned)
            resource.Dispose();
    }
}
