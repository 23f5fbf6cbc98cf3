using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

public sealed class RunCheckpointsTests : IDisposable
{
    sealed record State(int Step);

    sealed record Config(int Seed) : IRunRecord;

    readonly TemporaryFolder folder = new();
    readonly Linear layer = nn.Linear(4, 3);

    public void Dispose()
    {
        layer.Dispose();
        folder.Dispose();
    }

    RunFolder Run(int seed = 0) => RunFolder.Open(folder["run"], new Config(seed), resume: true);

    float Bias(string file)
    {
        using var other = nn.Linear(4, 3);
        Checkpoint.Load<State>(Path.Combine(folder["run"], file), [other], []);
        return other.bias![0].item<float>();
    }

    void Save(RunCheckpoints checkpoints, int step, double? loss = null)
    {
        using (no_grad())
            layer.bias!.fill_(step);
        checkpoints.Save(step, new State(step), [layer], [], loss);
    }

    [Fact]
    public void Save_KeepsTheNewestAndTheBest()
    {
        var checkpoints = new RunCheckpoints(Run(), keep: 3);
        double[] losses = [5, 3, 1, 2, 4];
        for (var i = 0; i < losses.Length; i++)
            Save(checkpoints, i + 1, losses[i]);
        Assert.Equal(
            ["best.bin", "checkpoint-000000000003.bin", "checkpoint-000000000004.bin", "checkpoint.bin"],
            Directory.GetFiles(folder["run"], "*.bin*").Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (5, 4, 3, 3),
            (
                Bias("checkpoint.bin"),
                Bias("checkpoint-000000000004.bin"),
                Bias("checkpoint-000000000003.bin"),
                Bias("best.bin")
            )
        );
    }

    [Fact]
    public void Save_AfterAResume_RemembersTheBest()
    {
        Save(new RunCheckpoints(Run()), 1, loss: 1);
        var resumed = new RunCheckpoints(Run());
        Assert.Equal(1, resumed.Load<State>([layer], [])!.Step);
        Save(resumed, 2, loss: 2);
        Assert.Equal((2, 1), (Bias("checkpoint.bin"), Bias("best.bin")));
    }

    /// <summary>As if a kill had come after the rename and before the link.</summary>
    [Fact]
    public void Load_MendsTheBest()
    {
        Save(new RunCheckpoints(Run()), 1, loss: 1);
        File.Delete(Path.Combine(folder["run"], "best.bin"));
        new RunCheckpoints(Run()).Load<State>([layer], []);
        Assert.Equal(1, Bias("best.bin"));
        new RunCheckpoints(Run()).Load<State>([layer], []);
        Assert.Empty(Directory.GetFiles(folder["run"], "*.partial"));
    }

    [Fact]
    public void Load_OfAnotherConfiguration_NamesBoth()
    {
        Save(new RunCheckpoints(Run()), 1);
        var hash = Run().ConfigSha256;
        File.Copy(
            RunFolder.Open(folder["other"], new Config(1), resume: false).File("config.json"),
            Path.Combine(folder["run"], "config.json"),
            overwrite: true
        );
        var message = Assert
            .Throws<InputException>(() => new RunCheckpoints(Run(seed: 1)).Load<State>([layer], []))
            .Message;
        Assert.Contains(hash[..12], message);
        Assert.Contains(Run(seed: 1).ConfigSha256[..12], message);
    }

    [Fact]
    public void Load_WithoutACheckpoint_IsNull() => Assert.Null(new RunCheckpoints(Run()).Load<State>([layer], []));

    [Fact]
    public void Save_OnAFullDisk_LeavesTheOneBeforeAndSaysSo()
    {
        var checkpoints = new RunCheckpoints(Run(), keep: 2);
        Save(checkpoints, 1);
        FaultPoint.Reached = step =>
        {
            if (step == FaultPoint.FileWritten)
                throw new IOException("No space left on device");
        };
        var message = Assert.Throws<InputException>(() => Save(checkpoints, 2)).Message;
        FaultPoint.Reached = null;
        Assert.Contains("the one before is whole", message);
        Assert.Equal(1, Bias("checkpoint.bin"));
        Assert.Empty(Directory.EnumerateFiles(folder["run"], ".*"));
        Save(checkpoints, 3);
        Assert.Equal(3, Bias("checkpoint.bin"));
    }
}
