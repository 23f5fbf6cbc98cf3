namespace Platform.Shared.Onnx;

public enum ExecutionProvider
{
    Cpu,
    Cuda,
}

/// <summary>Where and with how many threads a model runs.</summary>
public sealed record OnnxOptions
{
    public static readonly OnnxOptions Default = new();

    /// <summary>A provider that is not there is an error, never a silent fall-back to the CPU.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>
    /// Threads of one run. With 1 a run stays on its caller's thread: concurrency is then the callers'.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>
    /// False: the graph runs as it is written, and is loaded in a third of the time. For a model that runs once.
    /// </summary>
    public bool Optimize { get; init; } = true;
}
