using System.Net;
using Platform.Inference.Security;
using Platform.Shared.Imaging;

namespace Platform.Inference.Serving;

/// <summary>Where the service listens and what it grants a caller.</summary>
public sealed record ServeOptions
{
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; }
    public ImageLimits Images { get; init; } = ImageLimits.Default;
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Images of one Generate call.</summary>
    public int MaxGenerate { get; init; } = 1000;

    /// <summary>Images worked on at the same time; the others wait, and their deadlines count while they do.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// A message above it is RESOURCE_EXHAUSTED before it is read. Twice the image limit, so that an image that is too large
    /// is normally answered with INVALID_ARGUMENT and the limit.
    /// </summary>
    public int MaxMessageBytes => (int)Math.Min(2 * Images.MaxBytes + (64 << 10), int.MaxValue);
}
