using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>What a step shows a method.</summary>
/// <param name="Views">one [N, 3, V, V] in [0, 1] for each crop asked for, channels last in memory</param>
/// <param name="Labels">int64 [N], -1 for none; null for a method that does not ask</param>
public sealed record ViewBatch(IReadOnlyList<Tensor> Views, Tensor? Labels) : IDisposable
{
    public IEnumerable<Tensor> Tensors => Labels is null ? Views : [.. Views, Labels];

    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
    }
}
