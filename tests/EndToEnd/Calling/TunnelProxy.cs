using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Platform.EndToEnd.Tests.Calling;

/// <summary>A proxy whose every tunnel ends at one port of this machine.</summary>
sealed class TunnelProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Task serving;

    public ConcurrentQueue<string> Requests { get; } = [];

    public string Address { get; }

    public TunnelProxy(int port)
    {
        listener.Start();
        Address = $"http://{listener.LocalEndpoint}";
        serving = ServeAsync(port);
    }

    async Task ServeAsync(int port)
    {
        try
        {
            while (true)
                _ = TunnelAsync(await listener.AcceptTcpClientAsync(), port);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    async Task TunnelAsync(TcpClient caller, int port)
    {
        using (caller)
        using (var server = new TcpClient())
        {
            var (from, request) = (caller.GetStream(), "");
            while (!request.EndsWith("\r\n\r\n"))
                request += (char)from.ReadByte();
            Requests.Enqueue(request[..request.IndexOf('\r')]);
            await server.ConnectAsync(IPAddress.Loopback, port);
            await from.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            var to = server.GetStream();
            await Task.WhenAny(from.CopyToAsync(to), to.CopyToAsync(from));
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }
}
