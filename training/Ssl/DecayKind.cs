using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>How weight decay enters a step.</summary>
public enum DecayKind
{
    /// <summary>Added to every gradient, before Adam scales it.</summary>
    Coupled,

    /// <summary>
    /// Taken off the weights beside Adam's step: Loshchilov and Hutter 2019, Algorithm 2, arXiv 1711.05101. Not off
    /// biases and batch-norms, which would only be pulled from what the data say.
    /// </summary>
    Decoupled,
}

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
