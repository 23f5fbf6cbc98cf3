using System.ComponentModel.DataAnnotations;
using System.Net;
using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>Who may reach the server, and how.</summary>
public sealed record SecurityOptions
{
    /// <summary>PEM: the server's certificate, followed by those between it and its authority.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM: the certificate's private key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>PEM: the authorities whose certificates a client must have (mutual TLS).</summary>
    public string? ClientAuthority { get; init; }

    /// <summary>The file of API keys.</summary>
    public string? Keys { get; init; }

    /// <summary>Listen beyond this machine without TLS or authentication all the same.</summary>
    public bool Insecure { get; init; }

    /// <summary>
    /// Calls at once on one connection. Clients are told and wait with further ones; one that does not is refused with
    /// REFUSED_STREAM.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; init; } = 100;

    /// <summary>Names under which browsers may call, beside localhost and addresses.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// Connections at once, of all ports; null for what the limit on open files leaves, at most 4096.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? MaxConnections { get; init; }

    /// <summary>Connections at once of one address on one port; null for half of the port's.</summary>
    [Range(1, 1_000_000)]
    public int? MaxConnectionsPerAddress { get; init; }

    /// <summary>
    /// A caller has so long to send the first byte of a connection; TLS and the header have 10 s each after it.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Null for no metrics endpoint; 0 for any free port.</summary>
    [Range(0, 65_535)]
    public int? MetricsPort { get; init; }

    public IPAddress MetricsHost { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// A port without TLS that answers nothing but gRPC health: probes of Kubernetes bring neither certificate nor key.
    /// Null for none.
    /// </summary>
    [Range(0, 65_535)]
    public int? HealthPort { get; init; }

    /// <summary>What the certificate's dates are compared with.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public bool Encrypted => Certificate is not null;

    public bool Authenticated => Keys is not null || ClientAuthority is not null;

    /// <exception cref="InputException">
    /// The options contradict each other, or would open the server to a network unprotected.
    /// </exception>
    public void Check(IPAddress host)
    {
        if (Certificate is null != (CertificateKey is null))
            throw new InputException("--cert and --cert-key: give both or neither");
        if (ClientAuthority is not null && Certificate is null)
            throw new InputException($"--client-ca {ClientAuthority}: needs --cert and --cert-key too");
        if (!Encrypted && Keys is not null && !IPAddress.IsLoopback(host) && !Insecure)
            throw new InputException(
                $"--keys {Keys}: without --cert the keys would cross the network in the clear; give --cert and "
                    + $"--cert-key, or --insecure behind a proxy that does TLS"
            );
        foreach (
            var (option, address) in new[]
            {
                ("--host", host),
                ("--metrics-host", MetricsPort is null ? IPAddress.Loopback : MetricsHost),
            }
        )
            if (!IPAddress.IsLoopback(address) && !(Encrypted && Authenticated) && !Insecure)
                throw new InputException(
                    $"{option} {address}: others can reach it, so give --cert and --cert-key with --keys or "
                        + $"--client-ca; or --insecure if something before it does that"
                );
    }

    /// <summary>What is missing for an address that others can reach; null when nothing is.</summary>
    public string? Warning(IPAddress host) =>
        IPAddress.IsLoopback(host) && (MetricsPort is null || IPAddress.IsLoopback(MetricsHost))
            ? null
            : (Encrypted, Authenticated) switch
            {
                (true, true) => null,
                (false, false) => "others can reach this server, and neither TLS nor authentication is on",
                (false, true) => "others can reach this server, and keys and images cross the network in the clear",
                (true, false) => "others can reach this server, and anybody may call it",
            };
}
