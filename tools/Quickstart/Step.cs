using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart;

/// <summary>A step of the quickstart that is one command of a phase.</summary>
/// <param name="Result">the file or folder that says it is done</param>
public sealed record Step(string Title, string Program, string[] Arguments, string Result)
{
    /// <summary>The whole line up to the published bundle and its samples, in the order a training team would type it.</summary>
    public static IReadOnlyList<Step> All(Workspace w) =>
    [
        Training("draw phantom lesions", w.Data, "prepare", "--dataset", "phantom", "--count", "800", "--size", "32", "--out", w.Data, "--held-out", w.HeldOut),
        Training("train a small StyleGAN", Path.Combine(w.Gan, "generator.bin"), ["gan", "--method", "stylegan", "--preset", "smoke", "--data", w.Data, "--out", w.Gan, "--resume"]),
        Training("draw synthetic images", Path.Combine(w.Synthetic, "0-00000499.png"), "generate", "--gan", w.Gan, "--count", "500", "--out", w.Synthetic),
        Training("train the encoder (SimCLR)", Path.Combine(w.Encoder, "checkpoint.bin"),
            "ssl", "--method", "simclr", "--preset", "smoke", "--data", w.Data, "--synthetic", w.Synthetic, "--out", w.Encoder, "--resume"),
        Training("fit the linear head", Path.Combine(w.Head, "metrics.json"), "head", "--encoder", w.Encoder, "--data", w.Data, "--out", w.Head),
        Training("publish the bundle", w.Bundle,
            "publish", "--gan", w.Gan, "--encoder", w.Encoder, "--head", w.Head, "--name", Workspace.BundleName, "--version", Workspace.BundleVersion, "--out", w.Models),
        new("generate with the bundle", PhaseProgram.Inference, ["sample", w.Bundle, "--count", "64", "--seed", "7", "--psi", "0.7", "--out", w.Samples, "--grid", w.Grid], w.Grid),
    ];

    static Step Training(string title, string result, params string[] arguments) => new(title, PhaseProgram.Training, arguments, result);
}
