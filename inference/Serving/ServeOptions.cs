using System.Net;
using Platform.Inference.Security;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Onnx;

namespace Platform.Inference.Serving;

/// <summary>Where the service listens, what it serves and what it grants a caller.</summary>
public sealed record ServeOptions
{
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Of gRPC. 0 takes any free port.</summary>
    public int Port { get; init; }

    /// <summary>Of HTTP/1.1: the JSON calls and the page. 0 takes any free port; null opens none.</summary>
    public int? HttpPort { get; init; }

    /// <summary>PEM of the public key whose signature every bundle must have; null where they need none.</summary>
    public string? SignedBy { get; init; }

    /// <summary>How many versions of each bundle are served side by side, the highest first.</summary>
    public int Versions { get; init; } = 1;

    /// <summary>Time between two looks at the models' folder where the system tells of no change.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Of the encoders: with two threads or more, two batches share them. Processors are those that the cgroup grants,
    /// not those of the host.
    /// </summary>
    public OnnxOptions Onnx { get; init; } = new() { IntraOpThreads = Environment.ProcessorCount };

    /// <summary>Images of one run of an encoder.</summary>
    public int MaxBatchSize { get; init; } = 16;

    /// <summary>How long a batch that is not full waits for more images. 0: it leaves as soon as it can run.</summary>
    public TimeSpan MaxQueueDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Images admitted at once, waiting or under way; one more is RESOURCE_EXHAUSTED.</summary>
    public int MaxQueueSize { get; init; } = 256;

    /// <summary>Images decoded at the same time, and synthetic ones drawn at the same time.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// For the decoding of one image. The dearest of the allowed ones takes one or two on a processor of its own, but
    /// all that is decoded and run at once shares them.
    /// </summary>
    public TimeSpan DecodeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the process is this server's alone, so that all of its memory may be collected when the server rests.
    /// </summary>
    public bool OwnsProcess { get; init; }

    public ImageLimits Images { get; init; } = ImageLimits.Default;
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Images of one Generate call.</summary>
    public int MaxGenerate { get; init; } = 1000;

    /// <summary>Whether clients may list the services and their messages.</summary>
    public bool Reflection { get; init; } = true;

    /// <summary>Whether bundles can be loaded and unloaded by calls.</summary>
    public bool Administration { get; init; } = true;

    /// <summary>
    /// An OpenTelemetry collector that takes OTLP over HTTP, such as http://127.0.0.1:4318; null for none.
    /// </summary>
    public Uri? Collector { get; init; }

    /// <summary>Time that calls under way are given when the server stops.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a caller may send nothing of a message that he began.</summary>
    public TimeSpan UploadGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A message above it is RESOURCE_EXHAUSTED before it is read. Twice the image limit, so that an image that is too
    /// large is normally answered with INVALID_ARGUMENT and the limit.
    /// </summary>
    public int MaxMessageBytes => (int)Math.Min(2 * Images.MaxBytes + (64 << 10), int.MaxValue);

    /// <summary>
    /// An answer above it is refused, where its size is known before the work is done; as large as a request by
    /// default.
    /// </summary>
    public int MaxAnswerBytes { get; init; } = 40 << 20;
}
