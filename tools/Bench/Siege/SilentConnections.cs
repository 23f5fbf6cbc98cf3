using System.Net;
using System.Net.Sockets;

namespace Platform.Tools.Bench.Siege;

/// <summary>Connections that say nothing, from many addresses, to each port.</summary>
sealed class SilentConnections : IAttack
{
    /// <summary>Half as many again as the server may have files open.</summary>
    const int Connections = 6000;

    const int Addresses = 32; // of this machine: 127.0.0.2 and so on
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public string Name => "connections";

    public string What =>
        $"{Connections:N0} silent connections from {Addresses} addresses to the ports of gRPC, HTTP "
        + "and health, opened again when they are closed";

    public Task RunAsync(Besieged server, AttackLog log, CancellationToken cancel)
    {
        Uri[] ports = [server.Grpc, server.Http, server.Health];
        return Pace.AgainAsync(
            Connections,
            Pause,
            number => log.TryAsync(() => StayAsync(number, ports[number % ports.Length], cancel)),
            cancel
        );
    }

    /// <summary>Ends when the server closes it.</summary>
    static async Task StayAsync(int number, Uri port, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + number % Addresses)]), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port.Port, cancel);
        while (await socket.ReceiveAsync(new byte[64], cancel) > 0) { }
    }
}
