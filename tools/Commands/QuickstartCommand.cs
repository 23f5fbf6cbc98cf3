using System.CommandLine;
using System.Diagnostics;
using Platform.Tools.Calling;
using Platform.Tools.Phases;
using Platform.Tools.Quickstart;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools quickstart</c>: the platform's main job on its embedded data set, from pictures to answers over gRPC.
/// </summary>
public static class QuickstartCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out")
        {
            Description = "folder for everything it makes; one that was stopped goes on",
            DefaultValueFactory = _ => "quickstart",
        };
        var command = new Command(
            "quickstart",
            "Run the main job on drawn phantom lesions: train, publish, generate, serve, classify. A few minutes on "
                + "two cores."
        )
        {
            output,
        };
        command.SetAction((parsed, cancel) => RunAsync(new Workspace(parsed.GetValue(output)!), cancel));
        return command;
    }

    static async Task RunAsync(Workspace workspace, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        Report(workspace, await QuickstartRunner.RunAsync(workspace, cancel), clock.Elapsed);
    }

    static void Report(Workspace w, Score score, TimeSpan time)
    {
        Console.WriteLine();
        foreach (var line in HeldOutScores.Of(score, w.Metrics).Lines())
            Console.WriteLine(line);
        Console.WriteLine(
            $"""

            sample grid       {w.Grid}
            confusion matrix  {w.Confusion}
            bundle            {w.Bundle}
            time              {time:m\:ss} min
            """
        );
        Console.WriteLine(
            $"""

            Next:
              {ShellLine.Of("inference", "verify", w.Bundle)}
              {ShellLine.Of("inference", "classify", w.Bundle, Path.Combine(w.HeldOut, "mel"))}
              {ShellLine.Of("inference", "serve", w.Bundle, "--port", "50051")}
              # in another terminal, once it says "listening"
              {ShellLine.Of("tools", "call", "http://127.0.0.1:50051", w.HeldOut)}
            Research use only; not a medical device.
            """
        );
    }
}
