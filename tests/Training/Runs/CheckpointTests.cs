using Platform.Shared;
using Platform.Training.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    sealed record State(int Step);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static (Linear, Adam) Setup()
    {
        var layer = nn.Linear(4, 3);
        return (layer, optim.Adam(layer.parameters(), 0.1));
    }

    static void Step(Linear layer, Adam adam)
    {
        adam.zero_grad();
        layer.forward(ones(2, 4)).square().sum().backward();
        adam.step();
    }

    [Fact]
    public void Load_GivesBackWeightsAndOptimizerState()
    {
        random.manual_seed(1);
        var (layer, adam) = Setup();
        for (var i = 0; i < 3; i++)
            Step(layer, adam);
        Checkpoint.Save(folder["c.bin"], new State(3), [layer], [adam]);
        var (other, otherAdam) = Setup();
        Assert.Equal(3, Checkpoint.Load<State>(folder["c.bin"], [other], [otherAdam]).Step);
        Step(layer, adam);
        Step(other, otherAdam);
        Assert.True(layer.weight!.equal(other.weight!).all().item<bool>());
    }

    [Fact]
    public void Load_OfATruncatedFile_NamesIt()
    {
        var (layer, adam) = Setup();
        Checkpoint.Save(folder["c.bin"], new State(0), [layer], [adam]);
        var whole = File.ReadAllBytes(folder["c.bin"]);
        foreach (var length in new[] { 0, 10, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(folder["c.bin"], whole[..length]);
            Assert.Contains(
                "c.bin",
                Assert.Throws<InputException>(() => Checkpoint.Load<State>(folder["c.bin"], [layer], [adam])).Message
            );
        }
    }

    [Fact]
    public void Load_OfAnotherNetwork_NamesTheFile()
    {
        var (layer, adam) = Setup();
        Checkpoint.Save(folder["c.bin"], new State(0), [layer], [adam]);
        var other = nn.Linear(7, 5);
        Assert.Contains(
            "c.bin",
            Assert.Throws<InputException>(() => Checkpoint.Load<State>(folder["c.bin"], [other], [])).Message
        );
    }

    [Fact]
    public void Load_OfNothing_SaysSo() =>
        Assert.Contains(
            "no checkpoint",
            Assert.Throws<InputException>(() => Checkpoint.Load<State>(folder["none.bin"], [], [])).Message
        );
}
