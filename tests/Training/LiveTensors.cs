using static TorchSharp.torch;

namespace Platform.Training.Tests;

static class LiveTensors
{
    const long NoCollection = 200_000_000; // bytes that may be allocated; more than a run needs

    /// <summary>
    /// How many more tensors there are after a run than before. No collection comes in between, so that none is taken
    /// away but by the code itself.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run allocated too much, and there was a collection.</exception>
    public static long LeftBy(Action run)
    {
        GC.Collect(); // what other tests left to the finalizers
        GC.WaitForPendingFinalizers();
        GC.TryStartNoGCRegion(NoCollection);
        var before = Tensor.TotalCount;
        run();
        var left = Tensor.TotalCount - before;
        GC.EndNoGCRegion();
        return left;
    }
}
