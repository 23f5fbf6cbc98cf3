using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>What a step shows a method.</summary>
/// <param name="Views">one [N, 3, V, V] in [0, 1] for each crop asked for, channels last in memory</param>
/// <param name="Labels">
/// int64 [N], the class of each image, -1 for one without a label: synthetic, held out, or unlabelled; null for a
/// method that does not ask
/// </param>
/// <param name="Lesions">
/// int64 [N], equal for photographs of one lesion; null where no view is drawn from another photograph
/// </param>
public sealed record ViewBatch(IReadOnlyList<Tensor> Views, Tensor? Labels = null, Tensor? Lesions = null) : IDisposable
{
    public IEnumerable<Tensor> Tensors => Views.Concat(new[] { Labels, Lesions }.OfType<Tensor>());

    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
    }
}
