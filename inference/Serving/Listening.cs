using Microsoft.AspNetCore.Server.Kestrel.Core;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>The ports: gRPC needs HTTP/2, which without TLS shares no port with HTTP/1.1.</summary>
static class Listening
{
    public static void Listen(this KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.Listen(options.Ports.Host, options.Ports.Port, HttpProtocols.Http2, ListenerRole.Calls);
        if (options.Ports.HttpPort is { } port)
            kestrel.Listen(options.Ports.Host, port, HttpProtocols.Http1, ListenerRole.Calls);
        kestrel.ListenForWatchers(options.Security, options.Ports.Host);
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.Security.MaxStreams;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1); // a caller that has gone without a word
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // gRPC bounds each message itself
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, options.UploadGrace);
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20; // an image in one flight
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
    }
}
