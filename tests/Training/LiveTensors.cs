using static TorchSharp.torch;

namespace Platform.Training.Tests;

static class LiveTensors
{
    /// <summary>How many tensors the process has, once nothing of earlier tests waits for the collector or for a finalizer any more.</summary>
    public static long Settled()
    {
        for (var before = -1L; ; )
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (Tensor.TotalCount is var now && now == before) return now;
            before = now;
        }
    }
}
