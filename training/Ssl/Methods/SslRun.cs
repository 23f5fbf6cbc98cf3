using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using Platform.Training.Head;
using Platform.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.Methods;

/// <summary>What a self-supervised run was trained on and with, as config.json keeps it.</summary>
/// <param name="Options">of the method's own</param>
/// <param name="Arithmetic">
/// what it was begun with, and <paramref name="Starts"/> how; null in runs of older releases
/// </param>
[RunKind("ssl")]
public sealed record SslRun(
    [property: JsonPropertyOrder(-3)] string Method,
    [property: JsonPropertyOrder(-2)] SslConfig Config,
    object Options,
    string Dataset,
    string ManifestSha256,
    bool IncludeTest,
    int RealImages,
    IReadOnlyList<SyntheticImages> Synthetic,
    Precision Precision = Precision.Fp32,
    Arithmetic? Arithmetic = null,
    IReadOnlyList<Start>? Starts = null
) : IRunRecord
{
    /// <summary>Of the method's own, in its record.</summary>
    [JsonPropertyOrder(-1)]
    public object Options { get; init; } =
        SslMethods.All.TryGetValue(Method ?? "", out var method)
            ? RunConfig.Typed(Options, method.OptionsType)
            : Options;

    /// <summary>What the encoder's weights were before the first step; null for such as are drawn.</summary>
    public InitialWeights? Init { get; init; }

    /// <summary>Which labels it learnt; null for a method that reads none.</summary>
    public LabelUse? Labels { get; init; }

    /// <summary>How its pictures were made square.</summary>
    public Fit Fit { get; init; }

    /// <summary>What was done to their colours.</summary>
    public ColourConstancy Colour { get; init; }

    /// <summary>How a photograph becomes the encoder's input.</summary>
    [JsonIgnore]
    public PreprocessingSpec Preprocessing => new(Config.Side, Fit, Colour);

    /// <summary>Whether its weights know held-out images, from this run or from before it.</summary>
    [JsonIgnore]
    public bool SawTest => IncludeTest || Init?.SawTest == true;

    /// <summary>What the encoder does to a picture first.</summary>
    [JsonIgnore]
    public PixelNormalisation Normalisation => Init?.Normalisation ?? PixelNormalisation.None;

    static void IRunRecord.Migrate(JsonObject written) => OneRecord.Split(written, nameof(SslConfig.Views));

    /// <summary>An encoder of the run's kind, its weights as drawn; dispose it.</summary>
    public IEncoder NewEncoder(Device device) => new ResNet18 { Normalisation = Normalisation }.to(device);

    /// <summary>
    /// The encoder of a run, in evaluation mode; dispose it. Warns of a run that was stopped before its end.
    /// </summary>
    /// <exception cref="InputException">Not such a run, or one without a whole checkpoint.</exception>
    public static (SslRun Run, IEncoder Encoder) Load(string path, Device device)
    {
        var run = RunFolder.ReadConfig<SslRun>(path);
        if (run.Config is null || run.Method is null || !SslMethods.All.ContainsKey(run.Method))
            throw new InputException($"{path}: not a run of training ssl");
        var encoder = run.NewEncoder(device);
        try
        {
            var state = Checkpoint.LoadFirst<SslState>(FileOf(path), [encoder.Module], RunFolder.ConfigSha256Of(path));
            if (run.Shortfall(state.Steps) is { } shortfall)
                Console.Error.WriteLine($"warning: {path}: {shortfall}");
            encoder.Module.eval();
            return (run, encoder);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The file that the encoder is read from: its own, or the checkpoint of a run that is not finished or of a release
    /// that wrote no other.
    /// </summary>
    static string FileOf(string path) =>
        Path.Combine(path, SslTrainer.EncoderFile) is var file && File.Exists(file)
            ? file
            : RunFolder.CheckpointOf(path);

    /// <summary>Names the weights of a run's encoder: SHA-256 of their file, lower-case hexadecimal.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string EncoderSha256(string path) =>
        FileOf(path) is var file && File.Exists(file)
            ? BundleFiles.Sha256(file)
            : throw new InputException($"{file}: missing");

    /// <summary>
    /// Whether a hash names a run's encoder; that of its checkpoint does too, for heads which were fitted before it had
    /// a file of its own.
    /// </summary>
    /// <exception cref="InputException">The run has neither file.</exception>
    public static bool IsEncoder(string path, string sha256) =>
        EncoderSha256(path) == sha256
        || File.Exists(RunFolder.CheckpointOf(path)) && BundleFiles.Sha256(RunFolder.CheckpointOf(path)) == sha256;

    /// <param name="trained">optimizer steps done</param>
    /// <returns>null where it was trained to its end</returns>
    public string? Shortfall(long trained) =>
        SslMethods.All[Method].Trains
        && Config.StepsOf(RealImages + Synthetic.Sum(s => s.Images)) is var steps
        && trained < steps
            ? FormattableString.Invariant(
                $"trained for {trained:N0} of {steps:N0} steps only; ssl --resume goes on with it"
            )
            : null;
}

/// <param name="Folder">As it was named on the command line.</param>
public sealed record SyntheticImages(string Folder, int Images);
