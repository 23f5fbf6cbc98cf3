using Platform.Training.Encoders;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Byol;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class ByolMethodTests : IDisposable
{
    static readonly ByolOptions Options = ByolOptions.Smoke with
    {
        TargetTau = 0.75,
        TargetSchedule = TargetSchedule.Constant,
        HiddenSize = 32,
        PredictionSize = 16,
    };
    readonly ByolMethod method = new(SslConfig.Smoke, Options, new(() => new ResNet18(), CPU, []));
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        method.Dispose();
    }

    nn.Module OnlineProjector => method.Modules[1];
    nn.Module TargetEncoder => method.Modules[3];
    nn.Module TargetProjector => method.Modules[4];

    [Fact]
    public void Target_BeginsAsTheOnlineNetwork()
    {
        foreach (var (online, target) in method.Encoder.Module.parameters().Zip(TargetEncoder.parameters()))
            Assert.True(online.equal(target).all().item<bool>());
        foreach (var (online, target) in OnlineProjector.parameters().Zip(TargetProjector.parameters()))
            Assert.True(online.equal(target).all().item<bool>());
    }

    [Fact]
    public void AfterStep_MovesTheTargetByTau()
    {
        var target = TargetEncoder.parameters().First();
        var before = target.detach().clone();
        using (no_grad())
            method.Encoder.Module.parameters().First().add_(1);
        method.AfterStep(1, 0.5);
        Assert.True(target.allclose(before + 0.25));
    }

    [Fact]
    public void Loss_TrainsTheOnlineNetworkAlone()
    {
        var loss = method.Loss(new([rand(4, 3, 32, 32), rand(4, 3, 32, 32)]));
        Assert.Equal([8L, 16L], loss.Projections.shape);
        loss.Loss.backward();
        Assert.All(method.Trainable, p => Assert.NotNull(p.grad));
        Assert.All(TargetEncoder.parameters().Concat(TargetProjector.parameters()), p => Assert.Null(p.grad));
        Assert.DoesNotContain(method.Trainable, p => TargetEncoder.parameters().Any(t => t.Handle == p.Handle));
    }

    /// <summary>A batch-norm sees one view at a time: what the other view holds does not change a projection.</summary>
    [Fact]
    public void Loss_NormalisesEachViewByItself()
    {
        var view = rand(4, 3, 32, 32);
        var one = method.Loss(new([view, rand(4, 3, 32, 32)])).Projections.narrow(0, 0, 4);
        var other = method.Loss(new([view, zeros(4, 3, 32, 32)])).Projections.narrow(0, 0, 4);
        Assert.True(one.equal(other).all().item<bool>());
    }

    /// <summary>Grill et al. 2020, section 3.3: 512-4096-256 and 256-4096-256, with batch-norm and biases.</summary>
    [Fact]
    public void Paper_HasThePublishedHeads()
    {
        static long Count(nn.Module module) => module.parameters().Sum(p => p.numel());
        var paper = new ByolOptions();
        using var projector = new ByolHead(512, paper.HiddenSize, paper.PredictionSize);
        Assert.Equal(512 * 4096 + 4096 + 2 * 4096 + 4096 * 256 + 256, Count(projector));
    }
}
