using System.ComponentModel.DataAnnotations;
using Platform.Inference.Configuration;
using Platform.Shared.Onnx;

namespace Platform.Inference.Batching;

/// <summary>How images are joined for one run of an encoder, and with how many threads it runs.</summary>
public sealed record BatchingOptions
{
    /// <summary>Images of one run of an encoder.</summary>
    [Range(1, 256)]
    public int MaxBatchSize { get; init; } = 16;

    /// <summary>How long a batch that is not full waits for more images. 0: it leaves as soon as it can run.</summary>
    [Option("--max-queue-delay", TimeUnit.Microseconds), Range(0, 1_000_000)]
    public TimeSpan MaxQueueDelay { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Threads of the encoders: with two or more, two batches share them. The default is the processors that the cgroup
    /// grants, not those of the host.
    /// </summary>
    [Option("--threads"), Range(1, 256)]
    public int Threads { get; init; } = Environment.ProcessorCount;

    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>The same for a session of ONNX Runtime.</summary>
    public OnnxOptions Onnx => new() { Provider = Provider, IntraOpThreads = Threads };
}
