using System.CommandLine;
using Platform.Shared;
using Platform.Tools.Bench;
using Platform.Tools.Bench.Curves;
using Platform.Tools.Bench.Siege;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools bench</c>: this platform against other ways to do the same work, and how its own cost grows. A new bench is
/// a class and a row here.
/// </summary>
public static class BenchCommand
{
    static readonly IReadOnlyList<IBench> All =
    [
        new ServeBench(),
        new ClassifyBench(),
        new SampleBench(),
        new SslBench(),
        new GanBench(),
        new DecodeBench(),
        new StartupBench(),
    ];

    static readonly IReadOnlyList<ICurveBench> Curves =
    [
        new ThreadsCurve(),
        new CallersCurve(),
        new MemoryCurve(),
        new EmbeddingCurve(),
        new HeadCurve(),
    ];

    public static Command Create()
    {
        var command = new Command(
            "bench",
            "Times this platform against other ways to do the same work, and at several sizes, in turn, and prints "
                + "medians."
        );
        foreach (var bench in All)
            command.Subcommands.Add(Create(bench.Name, bench.Description, [bench]));
        var siege = new SiegeBench();
        command.Subcommands.Add(Create(siege.Name, siege.Description, [siege]));
        command.Subcommands.Add(Create("all", "Every bench, one after the other.", All));
        var growth = Create(
            "growth",
            "How the cost of this platform's own work grows with its size: every curve, one after the other.",
            Curves
        );
        foreach (var curve in Curves)
            growth.Subcommands.Add(Create(curve.Name, curve.Description, [curve]));
        command.Subcommands.Add(growth);
        return command;
    }

    static Command Create(string name, string description, IReadOnlyList<IMeasured> benches)
    {
        var (command, options) = (
            new Command(name, description),
            new BenchOptions(
                benches.Max(b => b.LeastRepetitions),
                benches.Max(b => b.UsualSeconds),
                benches.Max(b => b.UsualCallers)
            )
        );
        foreach (
            var symbol in benches
                .SelectMany(b => b.Takes(options))
                .Append(options.Repetitions)
                .Append(options.Output)
                .Distinct()
        )
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        command.SetAction(
            async (parsed, cancel) =>
            {
                options.Check(parsed);
                using var inputs = new BenchInputs(parsed.GetValue(options.Bundle), parsed.GetValue(options.Images));
                var failed = false;
                foreach (var bench in benches)
                    try
                    {
                        await RunAsync(
                            bench,
                            new(options, parsed, inputs),
                            parsed.GetValue(options.Repetitions),
                            parsed.GetValue(options.Output),
                            cancel
                        );
                    }
                    catch (InputException e) when (benches.Count > 1)
                    {
                        Console.Error.WriteLine($"error: {bench.Name}: {e.Message}");
                        failed = true;
                    }
                return failed ? 1 : 0;
            }
        );
        return command;
    }

    static async Task RunAsync(IMeasured bench, BenchRun run, int repetitions, string? folder, CancellationToken cancel)
    {
        await using var _ = run;
        var machine = Machine.Lines();
        var report = await bench.RunAsync(run, repetitions, cancel);
        foreach (var line in report.Lines())
            Console.WriteLine(line);
        if (folder is not null)
            ReportFiles.Write(report, folder, [.. run.Versions, .. machine]);
    }
}
