using System.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Bench;

/// <summary><c>tools bench</c>: this platform against other ways to do the same work. A new bench is a class and a row here.</summary>
public static class BenchCommand
{
    static readonly IReadOnlyList<IBench> All = [new ServeBench(), new ClassifyBench(), new SampleBench(), new SslBench(), new GanBench(), new DecodeBench(), new StartupBench()];

    public static Command Create()
    {
        var command = new Command("bench", "Times this platform against other ways to do the same work, in turn, and prints medians.");
        foreach (var bench in All) command.Subcommands.Add(Create(bench.Name, bench.Description, [bench]));
        command.Subcommands.Add(Create("all", "Every bench, one after the other.", All));
        return command;
    }

    static Command Create(string name, string description, IReadOnlyList<IBench> benches)
    {
        var (command, options) = (new Command(name, description), new BenchOptions());
        foreach (var symbol in benches.SelectMany(b => b.Takes(options)).Append(options.Repetitions).Append(options.Output).Distinct())
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        command.SetAction(async (parsed, cancel) =>
        {
            options.Check(parsed);
            using var inputs = new BenchInputs(parsed.GetValue(options.Bundle), parsed.GetValue(options.Images));
            var failed = false;
            foreach (var bench in benches)
                try
                {
                    await RunAsync(bench, new(options, parsed, inputs), parsed.GetValue(options.Repetitions), parsed.GetValue(options.Output), cancel);
                }
                catch (InputException e) when (benches.Count > 1)
                {
                    Console.Error.WriteLine($"error: {bench.Name}: {e.Message}");
                    failed = true;
                }
            return failed ? 1 : 0;
        });
        return command;
    }

    static async Task RunAsync(IBench bench, BenchRun run, int repetitions, string? folder, CancellationToken cancel)
    {
        await using var _ = run;
        var machine = Machine.Lines();
        var outcome = await Interleaved.RunAsync(await bench.PrepareAsync(run, cancel), repetitions, cancel);
        foreach (var line in OutcomeText.Lines(outcome)) Console.WriteLine(line);
        if (folder is not null) OutcomeFiles.Write(outcome, folder, [.. run.Versions, .. machine]);
    }
}
