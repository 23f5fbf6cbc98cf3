using static TorchSharp.torch;

namespace Platform.Training.Gan.Augmentation;

/// <summary>
/// A discriminator that sees real and generated images alike through augmentations of probability p: 0 (none), 1
/// (DiffAugment, Zhao et al. 2020), or adapted (ADA, Karras et al. 2020, section 3.1, arXiv 2006.06676): p rises while
/// the mean sign of the scores of real images, a sign of overfitting, is above its target.
/// </summary>
/// <remarks>p and what it was last judged by are buffers: a checkpoint of the discriminator holds them.</remarks>
public sealed class AugmentedDiscriminator : nn.Module
{
    readonly Discriminator discriminator;
    readonly Tensor p,
        signs,
        seen;
    readonly AugmentOptions options;

    public AugmentedDiscriminator(GanConfig config, AugmentOptions options)
        : base(nameof(AugmentedDiscriminator))
    {
        this.options = options;
        discriminator = new(config, blur: true);
        p = options.Augment == Augment.DiffAugment ? ones(1) : zeros(1);
        (signs, seen) = (zeros(1), zeros(1));
        RegisterComponents();
    }

    /// <summary>Probability of each augmentation, [1].</summary>
    public Tensor P => p;

    /// <param name="image">[N, 3, R, R] with R the phase's resolution</param>
    /// <returns>[N, 1] scores, larger is more real</returns>
    public Tensor Score(Tensor image, Phase phase) =>
        discriminator.Score(options.Augment == Augment.None ? image : LesionAugmentation.Apply(image, p), phase);

    /// <summary>
    /// Takes note of a minibatch's scores; every few steps ADA moves p by its images' share of the configured speed.
    /// </summary>
    /// <param name="realScores">[N, 1]</param>
    /// <param name="step">Discriminator steps so far.</param>
    public void Observe(Tensor realScores, long step)
    {
        if (options.Augment != Augment.Ada)
            return;
        using var off = no_grad();
        signs.add_(realScores.sign().sum());
        seen.add_(realScores.shape[0]);
        if ((step + 1) % options.AdaInterval != 0)
            return;
        p.add_((signs / seen - options.AdaTarget).sign() * (seen / (options.AdaKimg * 1000))).clamp_(0, 1);
        signs.zero_();
        seen.zero_();
    }
}
