using Platform.Shared;
using Platform.Training.Encoders;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Supervised;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class SupervisedMethodTests : IDisposable
{
    static readonly SslConfig Config = SslConfig.Smoke;
    static readonly int[] Counts = [80, 20, 5];
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    static SupervisedMethod Method(SupervisedOptions? options = null, IReadOnlyList<int>? counts = null) =>
        new(Config, options ?? new(), new(() => new ResNet18(), CPU, counts ?? Counts));

    [Fact]
    public void Loss_IsTheCrossEntropyOfTheLinearLayer_OfTheTrainedEncoder()
    {
        using var method = Method(new() { LabelSmoothing = 0 });
        var (view, labels) = (rand(4, 3, 32, 32), tensor(new long[] { 0, 2, 1, 0 }));
        foreach (var module in method.Modules)
            module.eval();
        var loss = method.Loss(new([view], labels)).Loss.item<float>();
        var logits = ((TorchSharp.Modules.Linear)method.Modules[2]).call(((IEncoder)method.Modules[1]).Embed(view));
        var expected = 0.0;
        for (var i = 0; i < 4; i++)
        {
            var z = logits[i].data<float>().ToArray();
            expected += Math.Log(z.Sum(v => Math.Exp(v))) - z[labels[i].item<long>()];
        }
        Assert.Equal(expected / 4, loss, 1e-4);
    }

    [Fact]
    public void AfterStep_MovesTheShippedEncoder_WeightsAndStatistics()
    {
        using var method = Method(new() { Average = 0.75 });
        var trained = (IEncoder)method.Modules[1];
        var (shipped, statistic) = (
            method.Encoder.Module.parameters().First(),
            method.Encoder.Module.named_buffers().First(b => b.name == "bn1.running_mean").buffer
        );
        var before = shipped.detach().clone();
        Assert.True(trained.Module.parameters().First().equal(shipped).all().item<bool>());
        using (no_grad())
        {
            trained.Module.parameters().First().add_(1);
            trained.Module.named_buffers().First(b => b.name == "bn1.running_mean").buffer.add_(2);
        }
        method.AfterStep(1000, 0.5);
        Assert.True(shipped.allclose(before + 0.25));
        Assert.True(statistic.allclose(full_like(statistic, 0.5)));
    }

    /// <summary>
    /// Sixty steps are a run on a few photographs: at 0.995 three quarters of it would be the beginning.
    /// </summary>
    [Fact]
    public void AfterStep_OfAShortRun_ForgetsWhatItBeganWith()
    {
        using var method = Method(new() { Average = 0.995 });
        var (shipped, trained) = (
            method.Encoder.Module.parameters().First(),
            ((IEncoder)method.Modules[1]).Module.parameters().First()
        );
        var before = shipped.detach().clone();
        using (no_grad())
            trained.add_(1);
        for (var step = 1; step <= 60; step++)
            method.AfterStep(step, step / 60.0);
        Assert.InRange((shipped - before).min().item<float>(), 0.99, 1.001);
    }

    [Fact]
    public void Loss_TrainsTheLastPartsAlone_AndLeavesTheOthersStatistics()
    {
        using var method = Method(new() { TrainedParts = 1, Average = 0 });
        foreach (var module in method.Modules)
            module.train();
        var statistic = method.Encoder.Module.named_buffers().First(b => b.name == "bn1.running_mean").buffer.clone();
        method.Loss(new([rand(4, 3, 32, 32)], tensor(new long[] { 0, 1, 2, 0 }))).Loss.backward();
        Assert.All(method.Trainable, p => Assert.NotNull(p.grad));
        var moved = method.Encoder.Module.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name);
        Assert.All(moved, name => Assert.StartsWith("layer4.", name));
        Assert.True(
            statistic
                .equal(method.Encoder.Module.named_buffers().First(b => b.name == "bn1.running_mean").buffer)
                .all()
                .item<bool>()
        );
    }

    [Fact]
    public void Frequency_IsByTheClass_AndNoneWithoutALabel()
    {
        using var method = Method(new() { Balance = 0.5 });
        Assert.Equal(0, method.Frequency(-1, 1));
        Assert.Equal(2, method.Frequency(1, 1) / method.Frequency(0, 1), 1e-12); // the root of 80 / 20
        Assert.Equal(method.Frequency(1, 1), method.Frequency(1, 9));
        using var byLesion = Method(new() { Balance = 0, LesionBalance = 0.5 });
        Assert.Equal(3, byLesion.Frequency(0, 1) / byLesion.Frequency(0, 9), 1e-12);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 5, 0 })]
    public void Create_WithoutLabelsOfTwoClasses_SaysSo(int[] counts) =>
        Assert.Contains(
            "needs labelled training images of two classes",
            Assert.Throws<InputException>(() => Method(counts: counts)).Message
        );

    [Fact]
    public void Create_WithMorePartsThanThereAre_SaysHowMany() =>
        Assert.Equal(
            "--trained-parts 7: the encoder has 6; give 0 for all",
            Assert.Throws<InputException>(() => Method(new() { TrainedParts = 7 })).Message
        );
}
