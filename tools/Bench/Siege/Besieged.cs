using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Platform.Tools.Calling;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench.Siege;

/// <summary>
/// A server with all its ports, a key for honest callers and one of five images a second for the attacker.
/// </summary>
sealed class Besieged : IAsyncDisposable
{
    /// <summary>
    /// Files that the server may have open: as many as a system may grant, and fewer than the attacks ask for.
    /// </summary>
    const int Files = 4096;

    /// <summary>Images a second of the attacker's key.</summary>
    public const int AttackerRate = 5;

    const string Page = "page and JSON at ";
    readonly PhaseProcess process;
    readonly string folder;

    public Uri Grpc { get; }
    public Uri Http { get; }
    public Uri Health { get; }

    Besieged(PhaseProcess process, string folder, string address, int healthPort)
    {
        (this.process, this.folder) = (process, folder);
        Grpc = new(address);
        Http = new(process.Output.First(line => line.StartsWith(Page, StringComparison.Ordinal))[Page.Length..]);
        Health = new($"http://{IPAddress.Loopback}:{healthPort}");
    }

    /// <summary>Of honest callers.</summary>
    public ServerAccess Access => new(KeyFile(folder, "honest"));

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <param name="folder">for the keys</param>
    public static async Task<Besieged> StartAsync(string bundle, int threads, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var (keys, health) = (Path.Combine(folder, "keys.json"), FreePort());
        await AddKeyAsync(keys, folder, "honest", 1_000_000, cancel);
        await AddKeyAsync(keys, folder, "attacker", AttackerRate, cancel);
        var launch = Servers.Ours(
            bundle,
            threads,
            null,
            "--http-port",
            "0",
            "--health-port",
            $"{health}",
            "--keys",
            keys,
            "--log-level",
            "error"
        );
        var limited = launch with
        {
            File = "/bin/sh",
            Arguments = ["-c", $"ulimit -n {Files}; exec \"$0\" \"$@\"", launch.File, .. launch.Arguments],
        };
        var (process, address) = await PhaseProcess.StartAndWaitAsync(limited, Servers.Ready, cancel);
        return new(process, folder, address, health);
    }

    /// <summary>A channel of the attacker's key.</summary>
    public GrpcChannel Open() => new ServerAccess(KeyFile(folder, "attacker")).Open(Grpc.ToString());

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    static string KeyFile(string folder, string name) => Path.Combine(folder, $"{name}.key");

    static async Task AddKeyAsync(string keys, string folder, string name, int rate, CancellationToken cancel)
    {
        var lines = await PhaseProcess.RunAsync(
            PhaseProgram.Inference,
            ["keys", "add", name, "--keys", keys, "--rate", $"{rate}", "--burst", $"{rate}"],
            null,
            cancel
        );
        File.WriteAllLines(KeyFile(folder, name), lines);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
