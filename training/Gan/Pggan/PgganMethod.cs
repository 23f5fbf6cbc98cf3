using Platform.Training.Runs;
using Platform.Training.Tracing;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Gan.Pggan;

/// <summary>
/// Progressive growing of GANs with the Wasserstein loss and gradient penalty. Karras et al. 2018, appendix A.1.
/// </summary>
public sealed class PgganMethod : IGan
{
    readonly PgganOptions options;
    readonly Device device;
    readonly Precision precision;
    readonly PgganGenerator generator,
        average;
    readonly Discriminator discriminator;

    /// <param name="precision">
    /// Of convolutions in all but the gradient penalty, whose second derivative is slower in bf16 than in float32.
    /// </param>
    public PgganMethod(GanConfig config, PgganOptions options, Device device, Precision precision)
    {
        (this.options, this.device, this.precision) = (options, device, precision);
        generator = new PgganGenerator(config).to(device);
        average = new PgganGenerator(config).to(device);
        discriminator = new Discriminator(config, blur: false).to(device);
        average.load_state_dict(generator.state_dict());
    }

    public Generator Generator => generator;
    public Generator GeneratorEma => average;
    public nn.Module Discriminator => discriminator;

    public Tensor GeneratorLoss(Tensor z, Phase phase)
    {
        using var mixed = Autocast.Of(precision, device);
        return WassersteinLoss.Generator(Scores(Generate(z, phase), phase));
    }

    public DiscriminatorLoss DiscriminatorLoss(Tensor reals, Tensor z, Phase phase, long step)
    {
        Tensor fakes;
        using (no_grad())
        using (Autocast.Of(precision, device))
            fakes = Generate(z, phase).to(ScalarType.Float32);
        var (realScores, fakeScores) = (Scores(reals, phase), Scores(fakes, phase));
        var mix = rand(reals.shape[0], 1, 1, 1, device: reals.device);
        var penalty = WassersteinLoss.GradientPenalty(x => discriminator.Score(x, phase), reals, fakes, mix);
        var loss =
            WassersteinLoss.Discriminator(realScores, fakeScores, options.Drift) + penalty * options.GradientPenalty;
        return new(loss, realScores.mean(), fakeScores.mean(), penalty);
    }

    Tensor Scores(Tensor images, Phase phase)
    {
        using var mixed = Autocast.Of(precision, device);
        return discriminator.Score(images, phase).to(ScalarType.Float32);
    }

    Tensor Generate(Tensor z, Phase phase) => generator.Apply<Eager>(new(z), default, default, phase).Value;

    public void Dispose()
    {
        generator.Dispose();
        average.Dispose();
        discriminator.Dispose();
    }
}
