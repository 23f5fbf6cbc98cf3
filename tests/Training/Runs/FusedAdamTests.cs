using Platform.Training.Runs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

public sealed class FusedAdamTests : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    static void Step(nn.Module<Tensor, Tensor> module, Adam adam, Tensor x)
    {
        adam.zero_grad();
        module.call(x).square().mean().backward();
        adam.step();
    }

    [Theory, InlineData(0, false), InlineData(0.01, false), InlineData(0.01, true)]
    public void Step_EqualsTheLoop(double decay, bool channelsLast)
    {
        Assert.SkipUnless(FusedAdam.IsAvailable, "this libtorch does not export the fused kernel");
        random.manual_seed(1);
        var (one, other, x) = (nn.Conv2d(3, 5, 3), nn.Conv2d(3, 5, 3), randn(2, 3, 6, 6));
        other.load_state_dict(one.state_dict());
        if (channelsLast)
            ChannelsLast.Weights(one);
        var (fused, loop) = (
            new FusedAdam(one.parameters(), 0.01, 0.8, 0.95, 1e-6, decay),
            optim.Adam(other.parameters(), 0.01, 0.8, 0.95, 1e-6, decay)
        );
        for (var i = 0; i < 5; i++)
        {
            foreach (var group in fused.ParamGroups.Concat(loop.ParamGroups))
                group.LearningRate = 0.01 / (i + 1);
            Step(one, fused, x);
            Step(other, loop, x);
        }
        Assert.True(one.weight.allclose(other.weight, 1e-5, 1e-7));
        Assert.True(one.bias!.allclose(other.bias!, 1e-5, 1e-7));
    }

    /// <summary>A checkpoint's tensors come back in the common memory order, whatever that of the weights.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void Step_AfterALoad_GoesOnBitForBit(bool channelsLast)
    {
        using var folder = new TemporaryFolder();
        var (one, other, x) = (nn.Conv2d(3, 5, 3), nn.Conv2d(3, 5, 3), randn(2, 3, 6, 6));
        foreach (var layer in new[] { one, other })
            if (channelsLast)
                ChannelsLast.Weights(layer);
        var (adam, otherAdam) = (new FusedAdam(one.parameters(), 0.01), new FusedAdam(other.parameters(), 0.01));
        for (var i = 0; i < 3; i++)
            Step(one, adam, x);
        Checkpoint.Save(folder["c.bin"], "state", [one], [adam]);
        Checkpoint.Load<string>(folder["c.bin"], [other], [otherAdam]);
        for (var i = 0; i < 3; i++)
        {
            Step(one, adam, x);
            Step(other, otherAdam, x);
        }
        Assert.True(one.weight.equal(other.weight).all().item<bool>());
    }

    [Fact]
    public void Step_KeepsNoTensors()
    {
        var layer = nn.Conv2d(3, 5, 3);
        var adam = new FusedAdam(layer.parameters(), 0.01);
        var x = randn(2, 3, 6, 6);
        long Live()
        {
            using (NewDisposeScope())
                Step(layer, adam, x);
            return Tensor.TotalCount;
        }
        Live();
        Assert.Equal(Live(), Live());
    }
}
