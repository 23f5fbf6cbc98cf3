using Platform.Training.Gan;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan;

public sealed class LogisticLossTests
{
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 8,
        StartResolution = 8,
        ChannelBase = 32,
        ChannelMax = 8,
        LatentSize = 8,
    };

    [Fact]
    public void Losses_AreTheirClosedForms()
    {
        using var real = tensor(new float[] { 0.5f, -2 });
        using var fake = tensor(new float[] { 1, -1 });
        static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
        Assert.Equal((Softplus(-1) + Softplus(1)) / 2, LogisticLoss.Generator(fake).item<float>(), 1e-6);
        Assert.Equal(
            (Softplus(1) + Softplus(-1)) / 2 + (Softplus(-0.5) + Softplus(2)) / 2,
            LogisticLoss.Discriminator(real, fake).item<float>(),
            1e-6
        );
    }

    [Fact]
    public void SquaredGradientNorm_OfALinearScore_IsTheWeightsSquaredNorm()
    {
        random.manual_seed(1);
        using var w = randn(1, 3, 4, 4);
        var x = randn(5, 3, 4, 4).requires_grad_();
        using var norm = LogisticLoss.SquaredGradientNorm(x, (x * w).sum([1, 2, 3]).view(5, 1));
        Assert.Equal(w.square().sum().item<float>(), norm.item<float>(), 1e-3f);
    }

    [Fact]
    public void SquaredGradientNorm_OfTheDiscriminator_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (discriminator, x, phase) = Setup();
        var norm = LogisticLoss.SquaredGradientNorm(x.requires_grad_(), discriminator.Score(x, phase)).item<double>();
        double sum = 0;
        using (no_grad())
        {
            var flat = x.detach().clone();
            for (var i = 0; i < flat.numel(); i++)
            {
                double Score(double shift) => discriminator.Score(Shifted(flat, i, shift), phase).sum().item<double>();
                var slope = (Score(1e-5) - Score(-1e-5)) / 2e-5;
                sum += slope * slope;
            }
        }
        Assert.Equal(1, sum / x.shape[0] / norm, 1e-5);
    }

    [Fact]
    public void SquaredGradientNorm_HasTheGradientOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (discriminator, x, phase) = Setup();
        x.requires_grad_();
        double Penalty() => LogisticLoss.SquaredGradientNorm(x, discriminator.Score(x, phase)).item<double>();
        LogisticLoss.SquaredGradientNorm(x, discriminator.Score(x, phase)).backward();
        foreach (var (name, parameter) in discriminator.named_parameters().Where(p => p.name.EndsWith("weight")))
        {
            var analytic = parameter.grad is null ? 0 : parameter.grad.view(-1)[0].item<double>();
            void Move(double by)
            {
                using (no_grad())
                    parameter.view(-1)[0].add_(by);
            }
            const double h = 1e-5;
            Move(h);
            var up = Penalty();
            Move(-2 * h);
            var down = Penalty();
            Move(h);
            Assert.True(
                Math.Abs((up - down) / (2 * h) - analytic) <= 1e-6 + 1e-3 * Math.Abs(analytic),
                $"{name}: {(up - down) / (2 * h)} and {analytic}"
            );
        }
    }

    static (Discriminator, Tensor, Phase) Setup()
    {
        random.manual_seed(3);
        var discriminator = (Discriminator)new Discriminator(Tiny, blur: true).to(ScalarType.Float64);
        return (discriminator, randn(2, 3, 8, 8, ScalarType.Float64), new Phase(8, 1));
    }

    static Tensor Shifted(Tensor x, long index, double by)
    {
        var y = x.clone();
        y.view(-1)[index].add_(by);
        return y;
    }
}
