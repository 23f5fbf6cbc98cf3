using System.Net;
using System.Net.Sockets;

namespace Platform.Inference.Tests.Security.Connections;

/// <summary>Connections that send nothing.</summary>
sealed class Silent : IDisposable
{
    readonly List<Socket> sockets = [];

    public IReadOnlyList<Socket> Sockets => sockets;

    /// <param name="address">such as http://127.0.0.1:5000</param>
    public async Task OpenAsync(string address, int count)
    {
        var port = new Uri(address).Port;
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
    }

    /// <summary>Waits until no more than so many are left open by the server.</summary>
    public async Task LeftAsync(int most)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (sockets.Count(IsOpen) > most)
            await Task.Delay(20, limit.Token);
    }

    /// <summary>A closed one is readable and has nothing to read.</summary>
    public static bool IsOpen(Socket socket)
    {
        try
        {
            return !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => Array.ForEach([.. sockets], socket => socket.Dispose());
}
