using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Platform.Inference.Serving;

/// <summary>The ports: gRPC needs HTTP/2, which without TLS shares no port with HTTP/1.1.</summary>
static class Listening
{
    public static void Listen(this KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.Listen(options.Host, options.Port, listen => listen.Protocols = HttpProtocols.Http2);
        if (options.HttpPort is { } port) kestrel.Listen(options.Host, port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;                                              // gRPC bounds each message itself
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;                                // an image in one flight
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
    }
}
