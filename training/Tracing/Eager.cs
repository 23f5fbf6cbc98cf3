using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tracing;

/// <summary>The reading of a network that computes: TorchSharp tensors, with gradients.</summary>
public readonly record struct Eager(Tensor Value) : IValue<Eager>
{
    public static Eager operator +(Eager a, Eager b) => new(a.Value + b.Value);

    public static Eager operator -(Eager a, Eager b) => new(a.Value - b.Value);

    public static Eager operator *(Eager a, Eager b) => new(a.Value * b.Value);

    public static Eager operator +(Eager a, float b) => new(a.Value + b);

    public static Eager operator *(Eager a, float b) => new(a.Value * b);

    public Eager Lift(Tensor weight) => new(weight);

    public Eager Linear(Eager weight, Eager bias) => new(nn.functional.linear(Value, weight.Value, bias.Value));

    public Eager Conv2d(Eager weight, int stride, int padding, int groups = 1) =>
        new(WholeBlocks.Convolve(Value, weight.Value, stride, padding, groups));

    /// <summary>
    /// One transposed convolution: of each 3x3 kernel only 2x2 sums meet a pixel of the small map, 2.25 times fewer
    /// products.
    /// </summary>
    public Eager Conv2dOfUpsampled2x(Eager weight)
    {
        var kernel = nn.functional.avg_pool2d(
            nn.functional.pad(weight.Value.flip(2, 3), [1, 1, 1, 1]),
            2,
            1,
            divisor_override: 1
        ); // [O, C, 4, 4]
        return new(WholeBlocks.ConvolveTransposed(Value, kernel.transpose(0, 1), 2, 1));
    }

    public Eager ScaleAndShift(float[] scale, float[] shift) => new(Value * Channels(scale) + Channels(shift));

    Tensor Channels(float[] values) => tensor(values, Value.dtype, Value.device).view(1, -1, 1, 1);

    public Eager BatchNorm(BatchNorm2d layer) => new(layer.call(Value));

    /// <summary>
    /// A batch-norm of the N x C maps: one pass with each sample's own scale, where libtorch's instance_norm has one
    /// for all samples.
    /// </summary>
    /// <remarks>
    /// The shift is added behind it: within, it would be lost beside mean / deviation where a map is almost constant.
    /// </remarks>
    public Eager InstanceNorm(Eager scale, Eager shift, float eps)
    {
        var (n, c, h, w) = (Value.shape[0], Value.shape[1], Value.shape[2], Value.shape[3]);
        var type = Value.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        using var unread = zeros(n * c, type, Value.device);
        using var none = zeros(n * c, type, Value.device);
        using var ignored = ones(n * c, type, Value.device);
        return new(
            nn.functional.batch_norm(
                    Value.reshape(1, n * c, h, w),
                    unread,
                    ignored,
                    scale.Value.to(type).reshape(n * c),
                    none,
                    training: true,
                    momentum: 0,
                    eps: eps
                )
                .view(n, c, h, w) + shift.Value
        );
    }

    public Eager MaxPool(int kernel, int stride, int padding) =>
        new(nn.functional.max_pool2d(Value, [kernel, kernel], [stride, stride], [padding, padding]));

    /// <summary>
    /// A broadcast and a copy: on the CPU several times faster both ways than libtorch's own nearest-neighbour kernel.
    /// </summary>
    public Eager Upsample2x()
    {
        var (n, c, h, w) = (Value.shape[0], Value.shape[1], Value.shape[2], Value.shape[3]);
        return new(Value.view(n, c, h, 1, w, 1).expand(n, c, h, 2, w, 2).reshape(n, c, 2 * h, 2 * w));
    }

    public Eager Mean(params long[] axes) => new(Value.mean(axes, keepdim: true));

    public Eager Rsqrt() => new(Value.rsqrt());

    public Eager Relu() => new(nn.functional.relu(Value));

    public Eager LeakyRelu(float slope) => new(nn.functional.leaky_relu(Value, slope));

    public Eager Softmax() => new(nn.functional.softmax(Value, -1));

    public Eager Reshape(params long[] shape) => new(Value.reshape([Value.shape[0], .. shape]));

    public Eager Permute(params long[] axes) => new(Value.permute(axes));

    public Eager Slice(int axis, long start, long length) => new(Value.narrow(axis, start, length));

    public Eager Flip(int axis) => new(Value.flip(axis));

    public Eager ExpandTo(Eager like) => new(Value.expand([like.Value.shape[0], .. Value.shape[1..]]));

    public Eager ToFloat() => new(Value.to(ScalarType.Float32));

    public Eager ToBytes() => new(Value.clamp(0, 255).to(ScalarType.Byte));
}
