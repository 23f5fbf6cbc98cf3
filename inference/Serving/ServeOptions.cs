using System.ComponentModel.DataAnnotations;
using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Inference.Configuration;
using Platform.Inference.Generation;
using Platform.Inference.OpenInference;
using Platform.Inference.Repository;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>Where the service listens, what it serves and what it grants a caller: the options of its parts.</summary>
public sealed record ServeOptions
{
    public PortOptions Ports { get; init; } = new();
    public SecurityOptions Security { get; init; } = new();
    public RepositoryOptions Repository { get; init; } = new();
    public AdmissionOptions Admission { get; init; } = new();
    public BatchingOptions Batching { get; init; } = new();
    public ClassificationOptions Classification { get; init; } = new();
    public GenerationOptions Generation { get; init; } = new();
    public ProtocolOptions Protocol { get; init; } = new();

    /// <summary>
    /// Whether the process is this server's alone, so that all of its memory may be collected when the server rests.
    /// </summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Whether clients may list the services and their messages.</summary>
    public bool Reflection { get; init; } = true;

    /// <summary>
    /// An OpenTelemetry collector that takes OTLP over HTTP, such as http://127.0.0.1:4318; null for none.
    /// </summary>
    public Uri? Collector { get; init; }

    /// <summary>Time that calls under way are given when the server stops.</summary>
    [Option("--drain"), Range(1, 3600)]
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a caller may send nothing of a message that he began.</summary>
    public TimeSpan UploadGrace { get; init; } = TimeSpan.FromSeconds(5);
}
