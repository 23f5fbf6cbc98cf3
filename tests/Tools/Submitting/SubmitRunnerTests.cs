using Platform.Shared;
using Platform.Tools.Commands;
using Platform.Tools.Submitting;

namespace Platform.Tools.Tests.Submitting;

/// <summary>Submitting without a command line, and the table of engines that the command line is made of.</summary>
public sealed class SubmitRunnerTests
{
    static readonly SubmitRequest Request = new()
    {
        Engine = "local",
        Tasks = 3,
        Cpus = 2,
        Command = ["inference", "sample", "models/ham", "--count", "30", "--out", "set"],
    };

    public static TheoryData<SubmitRequest, string> Refused =>
        new()
        {
            { Request with { Tasks = 0 }, "--tasks 0: must be 1 or more" },
            { Request with { Parallel = 0 }, "--parallel 0: must be 1 or more" },
            { Request with { Name = "a b" }, "--name a b: use letters, digits, '-' and '_'" },
            { Request with { Engine = "pbs" }, "--engine: 'pbs' is none of slurm, local" },
            { Request with { Command = ["tools", "call"] }, "what to run: write it behind --" },
            { Request with { Submission = new("afterok:7", [], DryRun: false) }, "--dependency: only Slurm has it" },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task RunAsync_OfWhatCannotBeDone_SaysWhatTheCommandLineSays(SubmitRequest request, string message) =>
        Assert.StartsWith(
            message,
            (await Assert.ThrowsAsync<InputException>(() => SubmitRunner.RunAsync(request, default))).Message
        );

    [Fact]
    public void Read_LeavesTheNumberAtOnceToTheEngine_UnlessItIsGiven()
    {
        Assert.Equal(3, (Request with { Engine = "Slurm" }).Read().Job.Parallel);
        Assert.Equal(1, (Request with { Cpus = Environment.ProcessorCount }).Read().Job.Parallel);
        Assert.Equal(2, (Request with { Engine = "slurm", Parallel = 2 }).Read().Job.Parallel);
    }

    [Fact]
    public void Options_AreMadeOfTheEngines()
    {
        var command = SubmitCommand.Create();
        Assert.Equal("slurm|local", command.Options.Single(o => o.Name == "--engine").HelpName);
        Assert.All(
            ArrayEngines.All.Select(e => e.MoreOption).OfType<(string Name, string)>(),
            more => Assert.Contains(more.Name, command.Options.Select(o => o.Name))
        );
    }
}
