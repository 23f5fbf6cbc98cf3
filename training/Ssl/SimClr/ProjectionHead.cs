using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Ssl.SimClr;

/// <summary>
/// g(h) = W2 relu(W1 h), Chen et al. 2020, section 2.1, with biases and without batch-norm, as the implementation
/// behind the paper's figures (sthalles/SimCLR).
/// </summary>
public sealed class ProjectionHead : Module<Tensor, Tensor>
{
    readonly Linear hidden,
        output;

    public ProjectionHead(int features, int outputs)
        : base(nameof(ProjectionHead))
    {
        hidden = Linear(features, features);
        output = Linear(features, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor h) => output.call(functional.relu(hidden.call(h))); // [N, F] -> [N, D]
}
