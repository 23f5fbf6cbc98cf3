using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Calling;

/// <summary>
/// What a server asks of its callers: an API key, and trust in the authority that signed its certificate.
/// </summary>
/// <param name="KeyFile">a file whose first line is the key: on a command line every user of the machine could read
/// it</param>
/// <param name="Authority">PEM; null for those that this machine trusts</param>
public sealed record ServerAccess(string? KeyFile = null, string? Authority = null)
{
    /// <summary>The options that a command takes them from.</summary>
    public static (Option<string?> KeyFile, Option<string?> Authority) Options() =>
        (
            new("--key-file") { Description = "a file whose first line is the API key" },
            new("--ca") { Description = "trust servers of this authority alone, PEM" }
        );

    /// <exception cref="InputException">Not an address, or a file that cannot be used.</exception>
    public GrpcChannel Open(string address)
    {
        var uri = ServerAddress.Parse(address);
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false };
        if (DirectToThisMachine.Instance.GetProxy(uri) is { } proxy)
            GoThrough(proxy, uri, handler);
        if (Authority is not null)
            handler.SslOptions.CertificateChainPolicy = Policy(Authority);
        var options = new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null,
            HttpHandler = handler,
            DisposeHttpClient = true,
        };
        if (KeyFile is null)
            return GrpcChannel.ForAddress(uri, options);
        if (!File.Exists(KeyFile))
            throw new InputException($"--key-file {KeyFile}: missing; its first line is the API key");
        var key = File.ReadLines(KeyFile).FirstOrDefault()?.Trim() ?? "";
        var bearer = CallCredentials.FromInterceptor(
            (_, metadata) =>
            {
                metadata.Add("authorization", $"Bearer {key}");
                return Task.CompletedTask;
            }
        );
        options.UnsafeUseInsecureChannelCallCredentials = uri.IsLoopback; // in the clear on this machine only
        options.Credentials = ChannelCredentials.Create(
            uri.Scheme == "https" ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            bearer
        );
        return uri.Scheme == "https" || uri.IsLoopback
            ? GrpcChannel.ForAddress(uri, options)
            : throw new InputException($"{address}: the key would cross the network in the clear; use https");
    }

    /// <summary>
    /// Lets the calls through the proxy that the environment names: a tunnel, which is for TLS alone.
    /// </summary>
    static void GoThrough(Uri proxy, Uri server, SocketsHttpHandler handler)
    {
        if (server.Scheme != Uri.UriSchemeHttps)
            throw new InputException(
                $"{server.OriginalString}: the proxy {proxy} of http_proxy carries gRPC "
                    + "inside TLS alone; call the server by https, or add its host to no_proxy"
            );
        (handler.UseProxy, handler.Proxy) = (true, DirectToThisMachine.Instance);
        // Without a callback the gRPC client connects by itself, past the proxy.
        handler.ConnectCallback = ConnectAsync;
    }

    static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static X509ChainPolicy Policy(string path)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new InputException($"--ca {path}: {e.Message}", e);
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new InputException($"--ca {path}: no PEM certificate in it");
    }
}
