using Platform.Training.Gan;
using Platform.Training.Gan.Augmentation;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan.Augmentation;

public sealed class AugmentedDiscriminatorTests
{
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 8,
        StartResolution = 8,
        ChannelBase = 32,
        ChannelMax = 8,
        LatentSize = 8,
    };

    static AugmentOptions Options(Augment augment) => new() { Augment = augment, AdaKimg = 1 };

    static float P(AugmentedDiscriminator discriminator) => discriminator.P.item<float>();

    [Theory]
    [InlineData(Augment.None, 0)]
    [InlineData(Augment.DiffAugment, 1)]
    [InlineData(Augment.Ada, 0)]
    public void P_BeginsAsTheMethodSays(Augment augment, float p)
    {
        using var discriminator = new AugmentedDiscriminator(Tiny, Options(augment));
        Assert.Equal(p, P(discriminator));
        for (var step = 0; step < 8; step++)
            discriminator.Observe(ones(10, 1), step);
        Assert.Equal(augment == Augment.Ada ? 0.08f : p, P(discriminator), 1e-6f); // 80 of 1,000 images
    }

    [Fact]
    public void Observe_MovesP_TowardsTheTargetOfTheMeanSign()
    {
        using var discriminator = new AugmentedDiscriminator(Tiny, Options(Augment.Ada));
        void Steps(float share, int first)
        {
            var scores = (arange(10) < (int)MathF.Round(share * 10)).to(ScalarType.Float32).view(10, 1) * 2 - 1;
            for (var step = first; step < first + 4; step++)
                discriminator.Observe(scores, step);
        }
        Steps(0.9f, 0); // mean sign 0.8, above 0.6
        Assert.Equal(0.04f, P(discriminator), 1e-6f);
        Steps(0.7f, 4); // 0.4, below
        Assert.Equal(0, P(discriminator), 1e-6f);
        Steps(0.7f, 8); // and never negative
        Assert.Equal(0, P(discriminator));
        Steps(0.8f, 12); // 0.6, at the target
        Assert.Equal(0, P(discriminator), 1e-6f);
    }

    [Fact]
    public void StateDict_HoldsPAndWhatItIsJudgedBy()
    {
        using var discriminator = new AugmentedDiscriminator(Tiny, Options(Augment.Ada));
        Assert.All(new[] { "p", "signs", "seen" }, key => Assert.Contains(key, discriminator.state_dict().Keys));
    }

    [Fact]
    public void SquaredGradientNorm_ThroughTheAugmentation_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var discriminator = (AugmentedDiscriminator)
            new AugmentedDiscriminator(Tiny, Options(Augment.DiffAugment)).to(ScalarType.Float64);
        var x = randn(2, 3, 8, 8, ScalarType.Float64);
        Tensor Score(Tensor at)
        {
            random.manual_seed(2);
            return discriminator.Score(at, new(8, 1));
        }
        var norm = LogisticLoss.SquaredGradientNorm(x.requires_grad_(), Score(x)).item<double>();
        double sum = 0;
        using (no_grad())
            for (var i = 0; i < x.numel(); i++)
            {
                var step = zeros(x.numel(), ScalarType.Float64);
                step[i] = 1e-5;
                var slope =
                    (Score(x.detach() + step.view_as(x)) - Score(x.detach() - step.view_as(x))).sum().item<double>()
                    / 2e-5;
                sum += slope * slope;
            }
        Assert.Equal(1, sum / 2 / norm, 1e-5);
    }
}
