using System.ComponentModel.DataAnnotations;

namespace Platform.Inference.Batching;

/// <summary>How many images are in the server at once.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Images admitted at once, waiting or under way; one more is RESOURCE_EXHAUSTED.</summary>
    [Range(1, 65_536)]
    public int MaxQueueSize { get; init; } = 256;
}
