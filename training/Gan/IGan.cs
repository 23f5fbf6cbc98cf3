using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Gan;

/// <summary>
/// What a GAN method gives the trainer. A new method is a new folder and a row in <see cref="Methods.Gans"/>.
/// </summary>
public interface IGan : IDisposable
{
    /// <summary>The network that trains.</summary>
    Generator Generator { get; }

    /// <summary>Its running average: the network that ships.</summary>
    Generator GeneratorEma { get; }

    nn.Module Discriminator { get; }

    /// <summary>Loss of the generator for a minibatch of latents, a scalar.</summary>
    /// <param name="z">[N, Z]</param>
    Tensor GeneratorLoss(Tensor z, Phase phase);

    /// <summary>Loss of the discriminator, a scalar, and what to log of it.</summary>
    /// <param name="reals">[N, 3, R, R] in [-1, 1]</param>
    /// <param name="z">[N, Z]</param>
    /// <param name="step">Discriminator steps so far.</param>
    DiscriminatorLoss DiscriminatorLoss(Tensor reals, Tensor z, Phase phase, long step);
}

/// <param name="Loss">The scalar to differentiate.</param>
/// <param name="RealScore">Mean score of the real images.</param>
/// <param name="FakeScore">Mean score of the generated images.</param>
/// <param name="Penalty">Mean gradient penalty, or null in a step without one.</param>
/// <param name="Augmentation">Probability p of each augmentation, or null for a method without.</param>
public sealed record DiscriminatorLoss(
    Tensor Loss,
    Tensor RealScore,
    Tensor FakeScore,
    Tensor? Penalty,
    Tensor? Augmentation = null
);

/// <summary>
/// What every generator offers: an image for z, psi and noise, in one generic Apply that trains and exports.
/// </summary>
public abstract class Generator(string name) : nn.Module(name)
{
    /// <summary>Side of the full image in pixels.</summary>
    public abstract int Resolution { get; }

    /// <summary>Size Z of the latent.</summary>
    public abstract int LatentSize { get; }

    /// <summary>Number K of noise values of one image, at least 1.</summary>
    public abstract int NoiseLength { get; }

    /// <summary>
    /// Those of z, psi and noise that the method has no use for. They stay inputs of its file, so that every generator
    /// is called alike.
    /// </summary>
    public virtual IReadOnlyList<string> IgnoredInputs => [];

    /// <summary>
    /// The weights that make the styles of w, in the order of the layers, with the side of each layer's feature maps in
    /// pixels. They are registered parameters; none for a generator without styles.
    /// </summary>
    public virtual IReadOnlyList<(int Side, Tensor Weight)> Styles => [];

    /// <param name="z">[N, Z] from N(0, 1)</param>
    /// <param name="psi">[1] truncation: 1 is none, 0 the mean image</param>
    /// <param name="noise">[N, K] from N(0, 1)</param>
    /// <returns>[N, 3, R, R], [-1, 1] by training, not clipped</returns>
    public abstract T Apply<T>(T z, T psi, T noise, Phase phase)
        where T : IValue<T>;

    /// <summary>Draws images for samples and metrics, without gradients.</summary>
    public Tensor Draw(Tensor z, float psi, Tensor noise, Phase phase)
    {
        using var off = no_grad();
        using var p = tensor(new[] { psi }, device: z.device);
        return Apply(new Eager(z), new Eager(p), new Eager(noise), phase).Value;
    }
}
