using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.HeadFitting;

/// <summary>An encoder whose head a model's figures are to stand beside.</summary>
/// <param name="Name">what it is, in words</param>
/// <param name="Sha256">of its weights</param>
/// <param name="Side">of its input, pixels</param>
sealed record BaselineEncoder(string Name, string Sha256, int Side, IEncoder Encoder) : IDisposable
{
    const string Option = "--baseline";

    /// <param name="baseline">imagenet, or a run folder made by ssl</param>
    /// <param name="side">of the model's input, pixels, which weights without a run take too</param>
    /// <param name="use">which labels the model's head is fitted and calibrated on</param>
    /// <exception cref="InputException">
    /// There is no such run, the data are not packed at its side or not prepared as its pictures were, or it knows
    /// labels that the model's head is calibrated on.
    /// </exception>
    public static BaselineEncoder Open(string baseline, DataFolder data, int side, LabelUse use, Device device)
    {
        if (baseline == PretrainedEncoder.ImageNet)
        {
            using var weights = PretrainedEncoder.Open(baseline, null);
            return new(Frozen(weights.Description), weights.Description.Sha256, side, weights.Create().to(device));
        }
        if (!Directory.Exists(baseline))
            throw new InputException(
                $"{Option} {baseline}: no such folder; give {PretrainedEncoder.ImageNet}, or a run folder made by ssl"
            );
        var described = RunFolder.ReadConfig<SslRun>(baseline);
        if (described.ManifestSha256 == data.ManifestSha256 && described.Labels is { } learnt && learnt != use)
            throw new InputException(
                $"{Option} {baseline}: it learnt labels that this head is calibrated on, so that its figures would "
                    + "flatter it; train it with the labels and the calibration share of this head"
            );
        data.Pixels(described.Preprocessing, baseline).Dispose();
        var (run, encoder) = SslRun.Load(baseline, device);
        if (run.SawTest)
            Console.Error.WriteLine(
                $"warning: {Option} {baseline}: trained on held-out images too; its figures flatter it"
            );
        return new(NameOf(run, baseline), SslRun.EncoderSha256(baseline), run.Config.Side, encoder);
    }

    /// <summary>The same with the mean over symmetric copies, which owns the encoder from now on.</summary>
    public BaselineEncoder Over(Symmetry symmetry) => this with { Encoder = SymmetricEncoder.Of(Encoder, symmetry) };

    static string NameOf(SslRun run, string folder)
    {
        if (!SslMethods.All[run.Method].Trains)
            return run.Init is { } frozen ? Frozen(frozen) : $"untrained ({RunFolder.NameOf(folder)})";
        var begun = run.Init is { } init ? $" from {init.Name}" : "";
        return $"{run.Method}{begun} ({RunFolder.NameOf(folder)}{(run.SawTest ? ", saw held-out images" : "")})";
    }

    static string Frozen(InitialWeights weights) => $"{weights.Name}, frozen";

    public void Dispose() => Encoder.Dispose();
}
