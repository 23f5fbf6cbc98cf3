using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Platform.Inference.Metrics;

namespace Platform.Inference.Security.Connections;

/// <summary>
/// Takes connections within the limits of its port, before anything else is done for them, and closes those that send
/// nothing. Kestrel's own limit (MaxConcurrentConnections) counts later, when a burst has taken the descriptors
/// already.
/// </summary>
sealed partial class LimitedListener : IConnectionListener
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1),
        Quiet = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Between two connections where the port is filling: a flood waits in the system's queue, where it costs the calls
    /// under way nothing. A caller who has only just come waits with it, some seconds at most.
    /// </summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    readonly IConnectionListener inner;
    readonly ConnectionLimits limits;
    readonly int scarce;
    readonly TimeSpan silence;
    readonly ServingMetrics metrics;
    readonly TimeProvider clock;
    readonly ILogger log;
    readonly ITimer timer;
    long told;
    int refused;
    IPAddress? latest;

    /// <param name="scarce">a socket with this descriptor or a higher one tells that they run out</param>
    /// <param name="silence">a caller has so long to send the first byte</param>
    public LimitedListener(
        IConnectionListener inner,
        ConnectionLimits limits,
        int scarce,
        TimeSpan silence,
        ServingMetrics metrics,
        TimeProvider clock,
        ILogger log
    )
    {
        (this.inner, this.limits, this.scarce, this.silence) = (inner, limits, scarce, silence);
        (this.metrics, this.clock, this.log) = (metrics, clock, log);
        timer = clock.CreateTimer(_ => Tick(), null, Look, Look);
    }

    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (limits.Count > limits.Most / 2)
                await Task.Delay(Pace, clock, cancellationToken);
            if (await inner.AcceptAsync(cancellationToken) is not { } connection)
                return null;
            var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
            var slot = limits.Enter(remote, connection, IsScarce(connection), out var gaveWay);
            gaveWay?.Close("closed to make room for another connection");
            if (slot is null || gaveWay is not null)
                Refused(remote);
            if (slot is not null)
                return new LimitedConnection(connection, limits, slot);
            connection.Abort(new("there is no room for another connection"));
            _ = connection.DisposeAsync().AsTask();
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        await inner.DisposeAsync();
    }

    bool IsScarce(ConnectionContext connection) =>
        !OperatingSystem.IsWindows()
        && connection.Features.Get<IConnectionSocketFeature>()?.Socket.Handle is { } descriptor
        && descriptor >= scarce;

    void Refused(IPAddress remote)
    {
        metrics.Rejected("connections");
        latest = remote;
        Interlocked.Increment(ref refused);
    }

    void Tick()
    {
        foreach (var slot in limits.Silent(silence))
            slot.Close("nothing was sent");
        if (Volatile.Read(ref refused) == 0 || (told != 0 && clock.GetElapsedTime(told) < Quiet))
            return;
        told = clock.GetTimestamp();
        LogRefused(inner.EndPoint, Interlocked.Exchange(ref refused, 0), latest, limits.Most, limits.MostOfOne);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Port}: {Count} connections refused, or closed to make room, the "
            + "latest for one from {Address}; it takes {Most}, {MostOfOne} of one address (--max-connections)"
    )]
    partial void LogRefused(EndPoint port, int count, IPAddress? address, int most, int mostOfOne);
}
