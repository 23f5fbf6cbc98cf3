using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Platform.Inference.Security;

/// <summary>Where calls are listened for.</summary>
public sealed record PortOptions
{
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Port for gRPC; 0 takes any free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; init; }

    /// <summary>Port for HTTP/1.1, the JSON calls and the page; 0 takes any free one, null opens none.</summary>
    [Range(0, 65_535)]
    public int? HttpPort { get; init; }
}
