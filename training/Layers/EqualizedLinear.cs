using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Platform.Training.Layers;

/// <summary>
/// Linear layer with equalised learning rate: weights stored as N(0, 1/lrMultiplier), scaled by gain/sqrt(in) *
/// lrMultiplier when used. Karras et al. 2018, section 4.1, arXiv 1710.10196.
/// </summary>
public sealed class EqualizedLinear : Network
{
    readonly Parameter weight,
        bias;
    readonly float scale,
        lrMultiplier;

    /// <param name="gain">sqrt(2) before a leaky ReLU (He et al. 2015), 1 before a linear output.</param>
    public EqualizedLinear(int inFeatures, int outFeatures, float gain, float lrMultiplier = 1)
        : base(nameof(EqualizedLinear))
    {
        this.lrMultiplier = lrMultiplier;
        scale = gain / MathF.Sqrt(inFeatures) * lrMultiplier;
        weight = Parameter(randn(outFeatures, inFeatures) / lrMultiplier);
        bias = Parameter(zeros(outFeatures));
        RegisterComponents();
    }

    /// <summary>[out, in], as it is stored.</summary>
    public Tensor Weight => weight;

    // [N, in] -> [N, out]
    public override T Apply<T>(T x) => x.Linear(x.Lift(weight) * scale, x.Lift(bias) * lrMultiplier);
}
