using Platform.Training.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Tracing;

/// <summary>
/// A network of one member of IValue, by its signature. A member that is not here fails its parity test.
/// </summary>
sealed class OneOperation : Network
{
    readonly string signature;
    readonly Parameter kernel,
        square,
        matrix,
        bias;
    readonly BatchNorm2d norm;

    public OneOperation(string signature)
        : base(nameof(OneOperation))
    {
        this.signature = signature;
        kernel = nn.Parameter(randn(6, 2, 3, 3));
        square = nn.Parameter(randn(6, 4, 3, 3));
        matrix = nn.Parameter(randn(5, 4));
        bias = nn.Parameter(randn(5));
        norm = nn.BatchNorm2d(4);
        using (no_grad())
        {
            norm.running_mean!.normal_();
            norm.running_var!.uniform_(0.5, 2);
            norm.weight!.normal_();
            norm.bias!.normal_();
        }
        RegisterComponents();
    }

    /// <summary>Input: [N, 4] for Linear, uint8 [N, 4, 6, 6] for ToFloat, float [N, 4, 6, 6] for all others.</summary>
    public override T Apply<T>(T x) =>
        signature switch
        {
            "op_Addition(T, T)" => x + x.Mean(1),
            "op_Addition(T, Single)" => x + 0.3f,
            "op_Subtraction(T, T)" => x - x.Mean(2, 3),
            "op_Multiply(T, T)" => x * x.Mean(1),
            "op_Multiply(T, Single)" => x * -1.7f,
            "Lift(Tensor)" => x.Linear(x.Lift(matrix) * 0.5f + 1f, x.Lift(bias) * 2f - x.Lift(bias)),
            "Linear(T, T)" => x.Linear(x.Lift(matrix), x.Lift(bias)),
            "Conv2d(T, Int32, Int32, Int32)" => x.Conv2d(x.Lift(kernel), 2, 1, 2),
            "Conv2dOfUpsampled2x(T)" => x.Conv2dOfUpsampled2x(x.Lift(square)),
            "ScaleAndShift(Single[], Single[])" => x.ScaleAndShift([0.5f, -2f, 1f, 3f], [0.25f, 0f, -1f, 2f]),
            "BatchNorm(BatchNorm2d)" => x.BatchNorm(norm),
            "InstanceNorm(T, T, Single)" => x.InstanceNorm(x.Mean(2, 3) + 1f, x.Slice(2, 0, 1).Slice(3, 0, 1), 1e-5f),
            "MaxPool(Int32, Int32, Int32)" => x.MaxPool(3, 2, 1),
            "Upsample2x()" => x.Upsample2x(),
            "Mean(Int64[])" => x.Mean(2, 3),
            "Rsqrt()" => (x * x + 0.1f).Rsqrt(),
            "Relu()" => x.Relu(),
            "LeakyRelu(Single)" => x.LeakyRelu(0.2f),
            "Softmax()" => x.Softmax(),
            "Reshape(Int64[])" => x.Reshape(8, 18),
            "Permute(Int64[])" => x.Permute(0, 2, 3, 1),
            "Slice(Int32, Int64, Int64)" => x.Slice(1, 1, 2),
            "Flip(Int32)" => x.Flip(3),
            "ExpandTo(T)" => x.Lift(kernel).Slice(0, 0, 1).ExpandTo(x),
            "ToFloat()" => x.ToFloat() * 0.5f,
            "ToBytes()" => (x * 90f + 128f).ToBytes(),
            _ => throw new NotSupportedException($"no parity case for {signature}"),
        };
}
