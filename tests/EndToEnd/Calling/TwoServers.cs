using System.Diagnostics;
using Platform.EndToEnd.Tests.Submitting;
using Platform.Shared.Imaging;

namespace Platform.EndToEnd.Tests.Calling;

/// <summary>A server in the clear and one with a certificate, each with a port for gRPC and one for JSON.</summary>
public sealed class TwoServers : IAsyncLifetime
{
    const string Grpc = "listening on ",
        Json = "page and JSON at ";
    readonly TinySets sets = new();
    readonly TestCertificates certificates = new();
    readonly List<Process> servers = [];

    public string Authority => certificates.Authority;

    public string Image => sets["image.png"];

    /// <summary>Ports by what they speak.</summary>
    public Dictionary<string, string> Port { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Image)!);
        File.WriteAllBytes(Image, PngEncoder.Encode(new byte[16 * 16 * 3], 16, 16));
        var (certificate, key, _) = certificates.Issue("server");
        await StartAsync("plain", "--http-port", "0");
        await StartAsync("tls", "--http-port", "0", "--cert", certificate, "--cert-key", key);
    }

    async Task StartAsync(string name, params string[] options)
    {
        var server = Command.Start("Platform.Inference", ["serve", sets.Bundle, "--port", "0", .. options]);
        servers.Add(server);
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Json))
                Port[$"{name}-json"] = line[(line.LastIndexOf(':') + 1)..];
            if (!line.StartsWith(Grpc))
                continue;
            Port[$"{name}-grpc"] = line[(line.LastIndexOf(':') + 1)..];
            return;
        }
        throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
            await Command.StopAsync(server);
        servers.ForEach(s => s.Dispose());
        certificates.Dispose();
        sets.Dispose();
    }
}
