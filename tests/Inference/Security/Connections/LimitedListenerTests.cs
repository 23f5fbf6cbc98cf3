using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Inference.Metrics;
using Platform.Inference.Security.Connections;

namespace Platform.Inference.Tests.Security.Connections;

public class LimitedListenerTests
{
    /// <summary>A flood costs the calls under way a connection each few milliseconds, however fast it comes.</summary>
    [Fact]
    public async Task AcceptAsync_OnAPortThatFills_WaitsBeforeEachFurtherConnection()
    {
        const int most = 4;
        var clock = new HeldDelays();
        using var metrics = new ServingMetrics();
        var sockets = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions()),
            NullLoggerFactory.Instance
        );
        await using var inner = await sockets.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var limits = new ConnectionLimits(most, most, clock);
        await using var listener = new LimitedListener(
            inner,
            limits,
            int.MaxValue,
            Timeout.InfiniteTimeSpan,
            metrics,
            clock,
            NullLogger.Instance
        );
        using var callers = new Callers((IPEndPoint)listener.EndPoint, most);

        for (var taken = 1; taken <= most / 2 + 1; taken++)
            Assert.NotNull(await listener.AcceptAsync());
        Assert.Equal((0, most / 2 + 1), (clock.Begun, limits.Count));

        var next = listener.AcceptAsync().AsTask();
        Assert.Equal((1, false), (clock.Begun, next.IsCompleted));
        clock.EndAll();
        Assert.NotNull(await next);
    }

    /// <summary>Delays that end when the test says so.</summary>
    sealed class HeldDelays : TimeProvider
    {
        readonly List<Action> held = [];

        public int Begun { get; private set; }

        public void EndAll() => held.ForEach(end => end());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period == Timeout.InfiniteTimeSpan)
            {
                Begun++;
                held.Add(() => callback(state));
            }
            return new Never();
        }

        sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => default;
        }
    }

    sealed class Callers : IDisposable
    {
        readonly List<Socket> sockets = [];

        public Callers(IPEndPoint port, int count)
        {
            for (var i = 0; i < count; i++)
            {
                sockets.Add(new(SocketType.Stream, ProtocolType.Tcp));
                sockets[^1].Connect(port);
            }
        }

        public void Dispose() => sockets.ForEach(socket => socket.Dispose());
    }
}
