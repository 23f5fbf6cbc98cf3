using System.CommandLine;
using System.Net;
using Platform.Inference.Security;
using Platform.Inference.Security.Connections;
using Platform.Shared;

namespace Platform.Inference.Commands;

/// <summary>Who may reach a server, as options.</summary>
sealed class SecurityArguments
{
    readonly Option<string?> certificate = new("--cert")
    {
        Description = "TLS: the server's certificate, PEM; read again when it changes",
    };
    readonly Option<string?> certificateKey = new("--cert-key") { Description = "TLS: its private key, PEM" };
    readonly Option<string?> clientAuthority = new("--client-ca")
    {
        Description =
            "mutual TLS: a client must have a certificate of these authorities, PEM, and none that a revocation list "
            + "(X509 CRL) in the same file names; read again when it changes",
    };
    readonly Option<string?> keys = KeysCommand.File();
    readonly Option<bool> insecure = new("--insecure")
    {
        Description = "listen beyond this machine without TLS and authentication; every start says so",
    };
    readonly Option<string?> hosts = new("--hosts")
    {
        Description =
            "names, comma-separated, under which the HTTP/1.1 port may be called, beside localhost and addresses; "
            + "without --keys and --client-ca no other name is answered",
    };
    readonly Option<int> maxStreams = new("--max-streams")
    {
        Description = "calls at once on one connection; a client waits with further ones, or opens another",
        DefaultValueFactory = _ => new SecurityOptions().MaxStreams,
    };
    readonly Option<int?> maxConnections = new("--max-connections")
    {
        Description =
            "connections at once on all ports together; a port of calls may have four times as many as one for "
            + $"metrics or health (default: open files less a reserve, at most {ConnectionPlan.MostByDefault}; "
            + $"{ConnectionPlan.Default(Descriptors.Limit)} here)",
    };
    readonly Option<int?> maxPerAddress = new("--max-connections-per-address")
    {
        Description =
            "connections at once of one address on one port; a proxy is one address (default: half of the port's)",
    };
    readonly Option<int?> metricsPort = new("--metrics-port")
    {
        Description = "port of /metrics, in Prometheus's format",
    };
    readonly Option<string> metricsHost = new("--metrics-host")
    {
        Description = "address of /metrics; beyond this machine it asks for a key with the scope metrics",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    readonly Option<int?> healthPort = new("--health-port")
    {
        Description = "a port without TLS for gRPC health alone, as Kubernetes probes it",
    };

    public void AddTo(Command command)
    {
        foreach (
            var option in new Option[]
            {
                certificate,
                certificateKey,
                clientAuthority,
                keys,
                insecure,
                hosts,
                maxStreams,
                maxConnections,
                maxPerAddress,
                metricsPort,
                metricsHost,
                healthPort,
            }
        )
            command.Options.Add(option);
    }

    /// <summary>As given: whoever takes them into a server's options checks their ranges.</summary>
    public SecurityOptions Read(ParseResult parsed) =>
        new()
        {
            Certificate = parsed.GetValue(certificate),
            CertificateKey = parsed.GetValue(certificateKey),
            ClientAuthority = parsed.GetValue(clientAuthority),
            Keys = parsed.GetValue(keys),
            Insecure = parsed.GetValue(insecure),
            Hosts = Names(parsed.GetValue(hosts)),
            MaxStreams = parsed.GetValue(maxStreams),
            MaxConnections = parsed.GetValue(maxConnections),
            MaxConnectionsPerAddress = parsed.GetValue(maxPerAddress),
            MetricsPort = parsed.GetValue(metricsPort),
            MetricsHost = IPAddress.TryParse(parsed.GetValue(metricsHost), out var address)
                ? address
                : throw new InputException($"--metrics-host {parsed.GetValue(metricsHost)}: not an IP address"),
            HealthPort = parsed.GetValue(healthPort),
        };

    static string[] Names(string? list)
    {
        if (list is null)
            return [];
        var names = list.Split(',', StringSplitOptions.TrimEntries);
        return names.FirstOrDefault(name => Uri.CheckHostName(name) != UriHostNameType.Dns) is { } wrong
            ? throw new InputException(
                $"--hosts {list}: '{wrong}' is no name of a machine, such as lesions.clinic.example"
            )
            : names;
    }
}
