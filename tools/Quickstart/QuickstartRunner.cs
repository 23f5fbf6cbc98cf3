using Platform.Shared;
using Platform.Tools.Calling;
using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart;

/// <summary>Runs the platform's main job on drawn images.</summary>
public static class QuickstartRunner
{
    /// <returns>how the answers of the server that it started score</returns>
    /// <exception cref="InputException">A step failed: the message is its own.</exception>
    public static async Task<Score> RunAsync(Workspace workspace, CancellationToken cancel)
    {
        Directory.CreateDirectory(workspace.Root);
        Score score = null!;
        await StepBars.RunAsync(
            Step.All(workspace),
            cancel,
            "serve and classify over gRPC",
            async progressed => score = await ServeAndCallAsync(workspace, progressed, cancel)
        );
        return score;
    }

    static async Task<Score> ServeAndCallAsync(Workspace workspace, Action<double> progressed, CancellationToken cancel)
    {
        var (server, address) = await PhaseProcess.StartAndWaitAsync(
            PhaseProgram.Inference,
            ["serve", workspace.Bundle, "--port", "0"],
            "listening on ",
            cancel
        );
        using var _ = server;
        var files = LabelledFile.Find(workspace.HeldOut);
        var answers = await LesionCaller.ClassifyAsync(
            address,
            files,
            done => progressed((double)done / files.Count),
            cancel
        );
        await server.StopAsync();
        return Score.Of(answers)!;
    }
}
