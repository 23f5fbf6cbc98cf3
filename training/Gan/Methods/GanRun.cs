using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Gan.Methods;

/// <summary>What a GAN run was trained on and with, as config.json keeps it.</summary>
/// <param name="Options">of the method's own</param>
/// <param name="Images">how many of the images; null for all</param>
/// <param name="Precision">
/// of the training; null, as <paramref name="Arithmetic"/> and <paramref name="Starts"/>, in runs of older releases
/// </param>
/// <param name="Arithmetic">what it was begun with</param>
/// <param name="Starts">those that differ, with their threads and source commit</param>
[RunKind("gan")]
public sealed record GanRun(
    [property: JsonPropertyOrder(-3)] string Method,
    [property: JsonPropertyOrder(-2)] GanConfig Config,
    object Options,
    string Dataset,
    string ManifestSha256,
    bool IncludeTest,
    int? Images = null,
    Precision? Precision = null,
    Arithmetic? Arithmetic = null,
    IReadOnlyList<Start>? Starts = null
) : IRunRecord
{
    /// <summary>Of the method's own, in its record.</summary>
    [JsonPropertyOrder(-1)]
    public object Options { get; init; } =
        Gans.Methods.TryGetValue(Method ?? "", out var method) ? RunConfig.Typed(Options, method.OptionsType) : Options;

    /// <summary>How its photographs were made square.</summary>
    public Fit Fit { get; init; }

    /// <summary>What was done to their colours.</summary>
    public ColourConstancy Colour { get; init; }

    /// <summary>What photographs have gone through that its images are like.</summary>
    [JsonIgnore]
    public PreprocessingSpec Preprocessing => new(Config.Resolution, Fit, Colour);

    /// <param name="others">how other photographs were treated</param>
    /// <param name="path">of the run</param>
    /// <param name="who">what was treated so, in words before "prepared with"</param>
    /// <exception cref="InputException">Its own photographs were treated otherwise.</exception>
    public void CheckLike(PreprocessingSpec others, string path, string who)
    {
        if (!Preprocessing.IsLike(others))
            throw new InputException(
                $"{path}: its photographs were prepared with {Preprocessing.Options}, and {who} prepared with "
                    + $"{others.Options}; train a generator on a data folder prepared like that"
            );
    }

    static void IRunRecord.Migrate(JsonObject written) =>
        OneRecord.Split(written, nameof(StyleGan.StyleGanOptions.Augmentation));

    /// <summary>
    /// Fewer real images shown than these make no generator worth the name; the published ones take millions.
    /// </summary>
    const long Fewest = 10_000;

    /// <param name="shown">real images</param>
    /// <returns>null where it was trained to its end, and for long enough to be spoken of</returns>
    public string? Shortfall(long shown) =>
        (long)(Config.Kimg * 1000) is var total && shown < total
            ? FormattableString.Invariant($"the generator was trained on {shown:N0} of {total:N0} images only; ")
                + "gan --resume goes on with it"
        : shown < Fewest
            ? "the generator is hardly trained: "
                + FormattableString.Invariant($"it was shown {shown:N0} images ({shown / 1000.0:0.###} kimg)")
        : null;

    /// <summary>Whether the training ends before the generator has grown to its resolution.</summary>
    public static bool EndsGrowing(GanConfig config) =>
        config.Growth.At((long)Math.Ceiling(config.Kimg * 1000)) != new Phase(config.Resolution, 1);

    /// <summary>
    /// Why nothing can be drawn yet. A run that is at its end does not go on: a longer one is another run.
    /// </summary>
    string StillGrowing(GanState state) =>
        FormattableString.Invariant($"the generator is still growing ({state.Phase.Resolution} of ")
        + FormattableString.Invariant($"{Config.Resolution} px after {state.Images:N0} images); ")
        + (
            state.Images < (long)(Config.Kimg * 1000)
                ? "go on with gan --resume and the options that it was begun with"
                : FormattableString.Invariant($"the run is at its end, because its --kimg {Config.Kimg} is too small: ")
                    + "train a new one with a larger --kimg, or with a smaller --stable-kimg and --fade-kimg"
        );

    /// <summary>
    /// The networks of a run with the averaged generator's weights, and where the training stood; dispose them.
    /// </summary>
    /// <exception cref="InputException">
    /// Not such a run, or one whose generator has not grown to its full resolution.
    /// </exception>
    public static (GanRun Run, IGan Gan, GanState State) LoadFinished(string path, Device device)
    {
        var run = RunFolder.ReadConfig<GanRun>(path);
        if (run.Config is null || run.Method is null || !Gans.Methods.TryGetValue(run.Method, out var method))
            throw new InputException($"{path}: not a run of training gan");
        var gan = method.Create(new(run.Config, run.Options), device, Runs.Precision.Fp32);
        try
        {
            var state = Checkpoint.Load<GanState>(Path.Combine(path, GanTrainer.GeneratorFile), [gan.GeneratorEma], []);
            if (state.Phase != new Phase(run.Config.Resolution, 1))
                throw new InputException($"{path}: {run.StillGrowing(state)}");
            if (run.Shortfall(state.Images) is { } shortfall)
                Console.Error.WriteLine($"warning: {path}: {shortfall}");
            gan.GeneratorEma.eval();
            return (run, gan, state);
        }
        catch
        {
            gan.Dispose();
            throw;
        }
    }
}
