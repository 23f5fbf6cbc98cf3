using Platform.Shared;
using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart;

/// <summary>A step of the quickstart that is one command of a phase.</summary>
/// <param name="Result">the file or folder that says it is done</param>
/// <param name="Marks">the quickstart makes that file when the command has ended; a training's own come before</param>
public sealed record Step(string Title, string Program, string[] Arguments, string Result, bool Marks = false)
{
    /// <summary>
    /// The whole line up to the published bundle and its samples, in the order a training team would type it.
    /// </summary>
    public static IReadOnlyList<Step> All(Workspace w) =>
        [
            Training(
                "draw phantom lesions",
                w.Data,
                "prepare",
                "--dataset",
                "phantom",
                "--count",
                "800",
                "--size",
                "32",
                "--out",
                w.Data,
                "--held-out",
                w.HeldOut
            ),
            Training(
                "train a small StyleGAN",
                w.GanDone,
                "gan",
                "--method",
                "stylegan",
                "--preset",
                "smoke",
                "--data",
                w.Data,
                "--out",
                w.Gan,
                "--resume"
            ) with
            {
                Marks = true,
            },
            Training(
                "draw synthetic images",
                w.SyntheticGrid,
                "generate",
                "--gan",
                w.Gan,
                "--count",
                "500",
                "--out",
                w.Synthetic,
                "--grid",
                w.SyntheticGrid
            ),
            Training(
                "train the encoder (SimCLR)",
                w.EncoderDone,
                "ssl",
                "--method",
                "simclr",
                "--preset",
                "smoke",
                "--data",
                w.Data,
                "--synthetic",
                w.Synthetic,
                "--out",
                w.Encoder,
                "--resume"
            ) with
            {
                Marks = true,
            },
            Training(
                "fit the linear head",
                w.Metrics,
                "head",
                "--encoder",
                w.Encoder,
                "--data",
                w.Data,
                "--out",
                w.Head
            ),
            Training(
                "publish the bundle",
                w.Bundle,
                "publish",
                "--gan",
                w.Gan,
                "--encoder",
                w.Encoder,
                "--head",
                w.Head,
                "--name",
                Workspace.BundleName,
                "--version",
                Workspace.BundleVersion,
                "--out",
                w.Models
            ),
            new(
                "generate with the bundle",
                PhaseProgram.Inference,
                [
                    "sample",
                    w.Bundle,
                    "--count",
                    "64",
                    "--seed",
                    "7",
                    "--psi",
                    "0.7",
                    "--out",
                    w.Samples,
                    "--grid",
                    w.Grid,
                ],
                w.Grid
            ),
        ];

    public bool IsDone => Path.Exists(Result);

    /// <summary>Further arguments that what earlier steps made decides; asked for when the step begins.</summary>
    public Func<IEnumerable<string>> Further { get; init; } = () => [];

    /// <summary>After this time the command is told to stop; what it leaves, of this name, is its result.</summary>
    public (TimeSpan Time, string Leaves)? Limit { get; init; }

    /// <summary>A failure of the command is an answer too, where it left its result.</summary>
    public bool MayFail { get; init; }

    /// <param name="progressed">takes the share done, 0 to 1</param>
    public async Task RunAsync(Action<double> progressed, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (Limit is { } given)
            limit.CancelAfter(given.Time);
        try
        {
            await PhaseProcess.RunAsync(Program, [.. Arguments, .. Further()], progressed, limit.Token);
        }
        catch (OperationCanceledException) when (Limit is { } ended && !cancel.IsCancellationRequested)
        {
            if (!File.Exists(ended.Leaves))
                throw new InputException(
                    $"{Title}: nothing was made in {ended.Time.TotalMinutes:0} min, the time it was given; give more"
                );
        }
        catch (InputException) when (MayFail && IsDone) { }
        if (Marks)
            await File.WriteAllTextAsync(Result, "This step of the quickstart is done.\n", cancel);
    }

    static Step Training(string title, string result, params string[] arguments) =>
        new(title, PhaseProgram.Training, arguments, result);
}
