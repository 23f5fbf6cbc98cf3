using Platform.Training.Gan;
using Platform.Training.Gan.Pggan;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan.Pggan;

public sealed class WassersteinLossTests
{
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 8,
        StartResolution = 4,
        ChannelBase = 32,
        ChannelMax = 8,
        LatentSize = 8,
    };

    [Fact]
    public void Losses_AreTheirClosedForms()
    {
        using var real = tensor(new float[] { 0.5f, -2 });
        using var fake = tensor(new float[] { 1, -3 });
        Assert.Equal(1, WassersteinLoss.Generator(fake).item<float>(), 1e-6);
        Assert.Equal(
            -1 + 0.75 + 0.1 * (0.25 + 4) / 2,
            WassersteinLoss.Discriminator(real, fake, 0.1).item<float>(),
            1e-6
        );
    }

    [Fact]
    public void GradientPenalty_OfALinearScore_IsTheSquaredDistanceOfItsNormFromOne()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        var w = randn(1, 3, 4, 4);
        var penalty = WassersteinLoss.GradientPenalty(
            x => (x * w).sum([1, 2, 3]),
            randn(5, 3, 4, 4),
            randn(5, 3, 4, 4),
            rand(5, 1, 1, 1)
        );
        Assert.Equal(Math.Pow(w.square().sum().sqrt().item<float>() - 1, 2), penalty.item<float>(), 1e-3);
    }

    [Fact]
    public void GradientPenalty_MixesEachSampleByItsOwnShare()
    {
        // The score |x|^2 / 2 has the gradient x: the penalty is (|(1 - t) real + t fake| - 1)^2.
        using var scope = NewDisposeScope();
        var (reals, fakes) = (full([2, 1, 1, 1], 4f), full([2, 1, 1, 1], 8f));
        var penalty = WassersteinLoss.GradientPenalty(
            x => x.square().sum([1, 2, 3]) / 2,
            reals,
            fakes,
            tensor(new float[] { 0, 0.5f }).view(2, 1, 1, 1)
        );
        Assert.Equal((3 * 3 + 5 * 5) / 2.0, penalty.item<float>(), 1e-4);
    }

    [Fact]
    public void GradientPenalty_OfTheDiscriminator_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (discriminator, reals, fakes, mix, phase) = Setup();
        var penalty = WassersteinLoss
            .GradientPenalty(x => discriminator.Score(x, phase), reals, fakes, mix)
            .item<double>();
        double sum = 0;
        using (no_grad())
        {
            var between = lerp(reals, fakes, mix);
            for (var sample = 0; sample < between.shape[0]; sample++)
            {
                double squared = 0;
                for (var i = 0; i < between[sample].numel(); i++)
                {
                    double Score(double shift)
                    {
                        var moved = between.clone();
                        moved[sample].view(-1)[i].add_(shift);
                        return discriminator.Score(moved, phase).sum().item<double>();
                    }
                    squared += Math.Pow((Score(1e-5) - Score(-1e-5)) / 2e-5, 2);
                }
                sum += Math.Pow(Math.Sqrt(squared) - 1, 2);
            }
        }
        Assert.Equal(1, sum / reals.shape[0] / penalty, 1e-5);
    }

    [Fact]
    public void GradientPenalty_HasTheGradientOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (discriminator, reals, fakes, mix, phase) = Setup();
        Tensor Penalty() => WassersteinLoss.GradientPenalty(x => discriminator.Score(x, phase), reals, fakes, mix);
        Penalty().backward();
        var compared = 0;
        foreach (
            var (name, parameter) in discriminator
                .named_parameters()
                .Where(p => p.name.EndsWith("weight") && p.parameter.grad is not null)
        )
        {
            var analytic = parameter.grad!.view(-1)[0].item<double>();
            void Move(double by)
            {
                using (no_grad())
                    parameter.view(-1)[0].add_(by);
            }
            const double h = 1e-5;
            Move(h);
            var up = Penalty().item<double>();
            Move(-2 * h);
            var down = Penalty().item<double>();
            Move(h);
            Assert.True(
                Math.Abs((up - down) / (2 * h) - analytic) <= 1e-6 + 1e-3 * Math.Abs(analytic),
                $"{name}: {(up - down) / (2 * h)} and {analytic}"
            );
            compared++;
        }
        Assert.Equal(6, compared); // from RGB, two convolutions of the block, one at 4x4, two dense layers
    }

    static (Discriminator, Tensor Reals, Tensor Fakes, Tensor Mix, Phase) Setup()
    {
        random.manual_seed(3);
        var discriminator = (Discriminator)new Discriminator(Tiny, blur: false).to(ScalarType.Float64);
        return (
            discriminator,
            randn(2, 3, 8, 8, ScalarType.Float64),
            randn(2, 3, 8, 8, ScalarType.Float64),
            rand(2, 1, 1, 1, ScalarType.Float64),
            new Phase(8, 1)
        );
    }
}
