using System.Net;
using System.Net.Sockets;
using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>
/// Tries each port of a server before its bundles are loaded, so that one that is taken is said at once.
/// </summary>
static class Ports
{
    sealed record Wanted(string Option, IPAddress Host, int Port);

    /// <exception cref="InputException">A port is taken, not allowed, or given twice.</exception>
    public static void Check(PortOptions options, SecurityOptions security)
    {
        foreach (var (_, fault) in Look(options, security))
            if (fault is not null)
                throw new InputException(fault);
    }

    /// <summary>Each port that is given, and why it cannot be had; null where it can.</summary>
    public static IEnumerable<(IPEndPoint Address, string? Fault)> Look(PortOptions options, SecurityOptions security)
    {
        var seen = new List<Wanted>();
        foreach (var wanted in All(options, security).Where(w => w.Port != 0))
        {
            yield return (new(wanted.Host, wanted.Port), Fault(wanted, seen));
            seen.Add(wanted);
        }
    }

    static string? Fault(Wanted wanted, List<Wanted> seen)
    {
        if (seen.Find(s => s.Port == wanted.Port && Meet(s.Host, wanted.Host)) is { } first)
            return $"{wanted.Option} {wanted.Port}: {first.Option} has it already; give each a port of its own";
        return Unavailable(wanted.Host, wanted.Port) is { } reason
            ? $"{new IPEndPoint(wanted.Host, wanted.Port)}: cannot listen there ({reason}); "
                + $"choose another {wanted.Option}, or 0 for any free one"
            : null;
    }

    /// <summary>Why nothing can listen there; null where it can.</summary>
    /// <remarks>The port is taken and given back, but not listened on: no caller is let in and dropped.</remarks>
    static string? Unavailable(IPAddress host, int port)
    {
        try
        {
            using var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (host.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(host, port));
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    static IEnumerable<Wanted> All(PortOptions options, SecurityOptions security)
    {
        yield return new("--port", options.Host, options.Port);
        if (options.HttpPort is { } http)
            yield return new("--http-port", options.Host, http);
        if (security.MetricsPort is { } metrics)
            yield return new("--metrics-port", security.MetricsHost, metrics);
        if (security.HealthPort is { } health)
            yield return new("--health-port", options.Host, health);
    }

    static bool Meet(IPAddress a, IPAddress b) => a.Equals(b) || IsAny(a) || IsAny(b);

    static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
