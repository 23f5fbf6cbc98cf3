using Platform.Training.Gan.Augmentation;
using Platform.Training.Runs;
using Platform.Training.Tracing;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Gan.StyleGan;

/// <summary>
/// StyleGAN with style mixing, the non-saturating loss and R1. Karras et al. 2019, sections 2 and 3.1, appendix C.
/// </summary>
public sealed class StyleGanMethod : IGan
{
    readonly StyleGanOptions options;
    readonly Device device;
    readonly Precision precision;
    readonly StyleGenerator generator,
        average;
    readonly AugmentedDiscriminator discriminator;

    /// <param name="precision">
    /// Of convolutions in all but the gradient penalty, whose second derivative is slower in bf16 than in float32.
    /// </param>
    public StyleGanMethod(GanConfig config, StyleGanOptions options, Device device, Precision precision)
    {
        (this.options, this.device, this.precision) = (options, device, precision);
        generator = new StyleGenerator(config, options).to(device);
        average = new StyleGenerator(config, options).to(device);
        discriminator = new AugmentedDiscriminator(config, options.Augmentation).to(device);
        average.load_state_dict(generator.state_dict());
    }

    public Generator Generator => generator;
    public Generator GeneratorEma => average;
    public nn.Module Discriminator => discriminator;

    public Tensor GeneratorLoss(Tensor z, Phase phase)
    {
        using var mixed = Autocast.Of(precision, device);
        return LogisticLoss.Generator(Scores(Generate(z, phase), phase, precision));
    }

    public DiscriminatorLoss DiscriminatorLoss(Tensor reals, Tensor z, Phase phase, long step)
    {
        Tensor fakes;
        using (no_grad())
        using (Autocast.Of(precision, device))
            fakes = Generate(z, phase).to(ScalarType.Float32);
        var penalised = options.R1Gamma > 0 && step % options.R1Interval == 0;
        if (penalised)
            reals = reals.detach().requires_grad_();
        var (realScores, fakeScores) = (
            Scores(reals, phase, penalised ? Precision.Fp32 : precision),
            Scores(fakes, phase, precision)
        );
        var loss = LogisticLoss.Discriminator(realScores, fakeScores);
        var penalty = penalised ? LogisticLoss.SquaredGradientNorm(reals, realScores) : null;
        discriminator.Observe(realScores.detach(), step);
        if (penalty is not null)
            loss = loss + penalty * (options.R1Gamma / 2 * options.R1Interval);
        return new(
            loss,
            realScores.mean(),
            fakeScores.mean(),
            penalty,
            options.Augmentation.Augment == Augment.None ? null : discriminator.P
        );
    }

    Tensor Scores(Tensor images, Phase phase, Precision of)
    {
        using var mixed = Autocast.Of(of, device);
        return discriminator.Score(images, phase).to(ScalarType.Float32);
    }

    /// <summary>
    /// Images with fresh noise and, with the configured probability, styles of a second latent from a random layer on.
    /// </summary>
    Tensor Generate(Tensor z, Phase phase)
    {
        var w = generator.Map(new Eager(z));
        if (is_grad_enabled())
            generator.TrackMean(w.Value.detach());
        var layers = 2 * (int.Log2(phase.Resolution) - 1);
        var (cutoff, other) = (generator.Layers, w);
        if (rand(1).item<float>() < options.StyleMixing)
        {
            cutoff = randint(1, layers, [1]).item<long>() is var drawn ? (int)drawn : cutoff;
            other = generator.Map(new Eager(randn_like(z)));
        }
        var noise = randn(z.shape[0], generator.NoiseLength, device: z.device);
        return generator
            .Synthesize<Eager>(
                [.. Enumerable.Range(0, generator.Layers).Select(i => i < cutoff ? w : other)],
                new(noise),
                phase
            )
            .Value;
    }

    public void Dispose()
    {
        generator.Dispose();
        average.Dispose();
        discriminator.Dispose();
    }
}
