using System.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Bench;

/// <summary><c>tools bench</c>: this platform against another way to do the same work. A new bench is a class and a row here.</summary>
public static class BenchCommand
{
    static readonly Func<Command>[] All = [SampleBench.Create];

    public static Command Create()
    {
        var command = new Command("bench", "Times this platform against another way to do the same work, in turn, and prints medians.");
        foreach (var bench in All) command.Subcommands.Add(bench());
        return command;
    }

    /// <summary>Gives a bench its repetitions and its action.</summary>
    public static void Add(Command command, Func<ParseResult, Comparison> compare)
    {
        var repetitions = new Option<int>("--repetitions") { Description = $"runs of each side, {Interleaved.LeastRepetitions} or more", DefaultValueFactory = _ => Interleaved.LeastRepetitions };
        command.Options.Add(repetitions);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(repetitions) < Interleaved.LeastRepetitions)
                throw new InputException($"--repetitions {parsed.GetValue(repetitions)}: fewer than {Interleaved.LeastRepetitions} say nothing");
            var comparison = compare(parsed);
            Interleaved.Print(comparison, await Interleaved.RunAsync(comparison, parsed.GetValue(repetitions), cancel));
        });
    }
}
