using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

public static class GradientNorm
{
    /// <summary>Euclidean norm of all gradients as one vector.</summary>
    public static double Of(IEnumerable<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Tensor[] norms = [.. parameters.Select(p => p.grad).OfType<Tensor>().Select(g => linalg.vector_norm(g))];
        return norms.Length == 0 ? 0 : linalg.vector_norm(stack(norms)).item<float>();
    }
}
