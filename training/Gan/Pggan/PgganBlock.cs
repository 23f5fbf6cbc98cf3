using Platform.Training.Layers;
using Platform.Training.Tracing;

namespace Platform.Training.Gan.Pggan;

/// <summary>
/// The two layers of one resolution above 4x4: up-sample, convolve; convolve. Karras et al. 2018, Table 2.
/// </summary>
public sealed class PgganBlock : Network
{
    readonly EqualizedConv2d conv0,
        conv1;

    public PgganBlock(int inChannels, int outChannels)
        : base(nameof(PgganBlock))
    {
        conv0 = new(inChannels, outChannels, 3, MathF.Sqrt(2));
        conv1 = new(outChannels, outChannels, 3, MathF.Sqrt(2));
        RegisterComponents();
    }

    public override T Apply<T>(T x) => Activate(conv1.Apply(Activate(conv0.Double(x)))); // [N, O, 2H, 2W]

    /// <summary>What follows each convolution. Karras et al. 2018, section 4.2.</summary>
    public static T Activate<T>(T x)
        where T : IValue<T> => PixelNorm.Apply(x.LeakyRelu(0.2f));
}
