using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>AdamW's decay: <see cref="DecayKind.Decoupled"/>.</summary>
static class WeightDecay
{
    /// <summary>theta = (1 - rate decay) theta, of all tensors with two dimensions or more.</summary>
    public static void Apply(IEnumerable<Parameter> parameters, double rate, double decay)
    {
        using var off = no_grad();
        foreach (var weight in parameters.Where(p => p.dim() >= 2))
            weight.mul_(1 - rate * decay);
    }
}
