using TorchSharp;
using TorchSharp.Modules;

namespace Platform.Training.Tracing;

/// <summary>
/// The operations that a network which ships may use. <see cref="Eager"/> runs them on TorchSharp; <see cref="Traced"/>
/// writes them down as ONNX. A network is written once, generically, so that what is exported is what was trained.
/// </summary>
/// <remarks>
/// Axis 0 is the batch: no member returns or takes its size. Values that vary (z, noise, psi) are arguments of a
/// network, never made inside it. An operation that ONNX cannot express throws when traced.
/// </remarks>
public interface IValue<T>
    where T : IValue<T>
{
    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator +(T a, float b);

    static abstract T operator *(T a, float b);

    /// <summary>Brings a registered parameter or buffer of the network into the computation.</summary>
    T Lift(torch.Tensor weight);
    T Linear(T weight, T bias); // [N, in], [out, in], [out] -> [N, out]
    T Conv2d(T weight, int stride, int padding, int groups = 1); // [N, C, H, W], [O, C/groups, k, k] -> [N, O, H', W']

    // = Upsample2x().Conv2d(weight, 1, 1): [N, C, H, W], [O, C, 3, 3] -> [N, O, 2H, 2W]
    T Conv2dOfUpsampled2x(T weight);
    T ScaleAndShift(float[] scale, float[] shift); // [N, C, H, W]; of each channel: x scale + shift, known at export
    T BatchNorm(BatchNorm2d layer); // [N, C, H, W]; batch statistics in training mode, else running

    // [N, C, H, W], biased variance over H and W; scale and shift [N, C, 1, 1] of each sample
    T InstanceNorm(T scale, T shift, float eps);
    T MaxPool(int kernel, int stride, int padding); // [N, C, H, W]
    T Upsample2x(); // [N, C, H, W] -> [N, C, 2H, 2W], nearest neighbour
    T Mean(params long[] axes); // keeps the reduced axes with size 1
    T Rsqrt();
    T Relu();
    T LeakyRelu(float slope);
    T Softmax(); // over the last axis
    T Reshape(params long[] shape); // the shape without the batch axis
    T Permute(params long[] axes); // all axes; axis 0 stays first
    T Slice(int axis, long start, long length);
    T Flip(int axis); // the order along an axis reversed
    T ExpandTo(T like); // repeats axis 0 to the batch of `like`
    T ToFloat(); // uint8 [0, 255] -> float [0, 255]
    T ToBytes(); // float -> uint8, clipped to [0, 255], fraction dropped
}
