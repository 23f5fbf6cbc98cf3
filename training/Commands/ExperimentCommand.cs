using System.CommandLine;
using Platform.Shared;
using Platform.Training.Experiments;

namespace Platform.Training.Commands;

/// <summary><c>training experiment</c>: a table or figure of the paper, from photographs to the report.</summary>
public static class ExperimentCommand
{
    public static Command Create()
    {
        var command = new Command(
            "experiment",
            "Run a table or figure of the paper and report it beside the paper's figures. What is done is kept; "
                + "what was stopped goes on."
        );
        var name = new Argument<string>("name")
        {
            Description = string.Join("; ", PaperExperiments.All.Select(e => $"{e.Name}: {e.Title}")),
            HelpName = "NAME",
        };
        name.AcceptOnlyFromAmong([.. PaperExperiments.All.Select(e => e.Name)]);
        command.Arguments.Add(name);
        var list = new Option<bool>("--list") { Description = "only list the cells with their states" };
        var cell = new Option<int?>("--cell")
        {
            Description = "run one cell, counted from 0, and write no report: for an array of jobs on one work folder",
        };
        var report = new Option<bool>("--report") { Description = "only write the report, of what is done" };
        foreach (var option in new Option[] { list, cell, report })
            command.Options.Add(option);
        var plans = new PlanOptions(command);
        var machine = new MachineOptions(command, precision: true);

        command.SetAction(
            async (parsed, cancel) =>
            {
                var plan = plans.Read(parsed, PaperExperiments.All.Single(e => e.Name == parsed.GetValue(name))) with
                {
                    Precision = machine.PrecisionGiven(parsed),
                };
                var (work, cells) = (plans.Work(parsed), plan.Cells);
                if (parsed.GetValue(cell) is { } k && (k < 0 || k >= cells.Count))
                    throw new InputException($"--cell {k}: from 0 to {cells.Count - 1}");
                if (parsed.GetValue(list))
                {
                    foreach (var (c, i) in cells.Select((c, i) => (c, i)))
                        Console.WriteLine($"{i, 3}  {State(c.State(work)), -7}  {c.Key[..12]}  {c.Name}");
                    return;
                }
                if (!parsed.GetValue(report))
                {
                    var chosen = parsed.GetValue(cell) is { } one ? [cells[one]] : cells;
                    await new Runner(work, [.. machine.Arguments(parsed)]).RunAsync(
                        plan.Experiment.Name,
                        Stage.WithInputs(chosen.SelectMany(c => c.Stages)),
                        cancel
                    );
                }
                Console.WriteLine(
                    parsed.GetValue(cell) is { } done
                        ? $"cell {done} done: {cells[done].Name}"
                        : $"report in {new Report(plan, work).Write()}"
                );
            }
        );
        return command;
    }

    static string State(StageState state) =>
        state switch
        {
            StageState.Done => "done",
            StageState.Begun => "partly",
            _ => "missing",
        };
}
