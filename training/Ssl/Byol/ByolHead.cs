using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Ssl.Byol;

/// <summary>
/// Projector and predictor alike: linear, batch-norm, ReLU, linear. Grill et al. 2020, section 3.3, arXiv 2006.07733.
/// </summary>
public sealed class ByolHead : Module<Tensor, Tensor>
{
    readonly Linear hidden,
        output;
    readonly BatchNorm1d bn;

    public ByolHead(int inputs, int width, int outputs)
        : base(nameof(ByolHead))
    {
        hidden = Linear(inputs, width);
        bn = BatchNorm1d(width);
        output = Linear(width, outputs);
        RegisterComponents();
    }

    // [N, I] -> [N, O]
    public override Tensor forward(Tensor x) => output.call(functional.relu(bn.call(hidden.call(x))));
}
