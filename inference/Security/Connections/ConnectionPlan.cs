using Platform.Shared;

namespace Platform.Inference.Security.Connections;

/// <summary>How many connections each port may have, of all callers and of one address.</summary>
/// <param name="Files">files that this process may have open</param>
/// <param name="Total">of all ports together</param>
/// <param name="Weights">shares of the total that the ports have together</param>
/// <param name="PerAddress">null: half of the port's</param>
sealed record ConnectionPlan(int Files, int Total, int Weights, int? PerAddress)
{
    /// <summary>A share for a port of calls, and for one of those that watch: neither can starve the other.</summary>
    const int CallWeight = 4,
        WatchWeight = 1;

    /// <summary>
    /// More would fit into the descriptors, but not always into the memory: with TLS each takes some 60 KiB.
    /// </summary>
    public const int MostByDefault = 4096;

    const int Least = 16;

    /// <exception cref="InputException">The process may open too few files.</exception>
    public static ConnectionPlan Of(PortOptions options, SecurityOptions security, int descriptors)
    {
        var reserve = Descriptors.Reserve(descriptors);
        var room = descriptors - reserve;
        if (room < Least)
            throw new InputException(
                $"this process may open {descriptors} files, of which it keeps {reserve} for itself; "
                    + "raise the limit: ulimit -n 4096, or LimitNOFILE= of the systemd unit"
            );
        if (security.MaxConnections > room)
            throw new InputException(
                $"--max-connections {security.MaxConnections}: this process may open {descriptors:N0} "
                    + $"files, of which {reserve:N0} are kept, so at most {room}; raise ulimit -n, or LimitNOFILE= "
                    + $"of the unit"
            );
        var ports = new[] { security.MetricsPort, security.HealthPort }.Count(port => port is not null);
        var weights = CallWeight * (options.HttpPort is null ? 1 : 2) + WatchWeight * ports;
        var total = security.MaxConnections ?? Default(descriptors);
        return new(descriptors, total, weights, security.MaxConnectionsPerAddress);
    }

    /// <summary>The total where none is given.</summary>
    public static int Default(int descriptors) =>
        Math.Clamp(descriptors - Descriptors.Reserve(descriptors), 0, MostByDefault);

    public int Most(ListenerRole role) =>
        Math.Max(1, (int)((long)Total * (role == ListenerRole.Calls ? CallWeight : WatchWeight) / Weights));

    public int MostOfOne(ListenerRole role) => Math.Min(Most(role), PerAddress ?? Math.Max(1, Most(role) / 2));
}
