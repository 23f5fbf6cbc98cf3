using Platform.Shared;
using Platform.Shared.Head;
using Platform.Training.Data;
using Platform.Training.Evaluation;
using Platform.Training.Gan.Methods;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Publishing;

/// <summary>Both forms of what is to be published in 8 bits, measured beside each other.</summary>
/// <param name="files">folder for what the trials make</param>
sealed class PublishTrials(
    PublishRequest request,
    PublishSources sources,
    string files,
    Action<string> say,
    CancellationToken cancel
)
{
    /// <summary>Null where the encoder is to stay in float32.</summary>
    /// <exception cref="InputException">
    /// The data folder is not that of the head, or the head says too little of how it was fitted.
    /// </exception>
    public Int8Trial? Encoder()
    {
        if (request.Labelled is not { } path)
            return null;
        if (sources.Head.Trust is null)
            throw new InputException(
                $"{request.Head}: made by a release that did not write down how it calibrates; run head again"
            );
        if (sources.Head.Symmetry is not null)
            throw new InputException(
                "--int8: an embedding that is averaged over symmetric copies is computed in float32 only; leave it "
                    + "out, or fit a head without --symmetry"
            );
        var data = DataFolder.Open(path);
        if (data.ManifestSha256 != sources.Head.ManifestSha256)
            throw new InputException($"--data {path}: the head was fitted on another data folder; give that one");
        data.CheckLike(sources.Ssl.Preprocessing, request.Encoder);
        var trial = Int8Trial.Of(
            sources.Encoder,
            data,
            path,
            sources.Ssl.Config.Side,
            sources.Head,
            LinearHead.Load(sources.HeadFile),
            HeadTrust.ReadFit(request.Head).Calibration,
            files,
            new(),
            cancel
        );
        trial.Trust.SaveEmbeddings(files);
        say(trial.Line);
        return trial;
    }

    /// <summary>Null where the generator is to stay in float32.</summary>
    /// <exception cref="InputException">
    /// The data folder is not that of the GAN, or nothing in it was kept from it.
    /// </exception>
    public SynthesisTrial? Generator(Device device)
    {
        if (request.Int8Generator is not { } path || sources.Gan is not { } gan)
            return null;
        var data = GanData("--int8-generator", path, gan.Run);
        if (gan.Run.IncludeTest)
            throw new InputException(
                "--int8-generator: the GAN was trained on the held-out photographs too, and no others are there to "
                    + "judge its images by"
            );
        var space = $"{sources.Ssl.Method}-{SslRun.EncoderSha256(request.Encoder)[..8]}";
        var trial = SynthesisTrial.Of(
            gan.Networks.GeneratorEma,
            data,
            path,
            sources.Encoder,
            sources.Ssl.Config.Side,
            space,
            device,
            files,
            new(),
            cancel
        );
        say(trial.Line);
        return trial;
    }

    /// <summary>The data folder that the GAN was trained on.</summary>
    /// <exception cref="InputException">It is another one.</exception>
    public static DataFolder GanData(string option, string path, GanRun gan)
    {
        var data = DataFolder.Open(path);
        if (data.ManifestSha256 != gan.ManifestSha256)
            throw new InputException($"{option} {path}: the GAN was trained on another data folder; give that one");
        data.CheckLike(gan.Preprocessing, "the GAN");
        return data;
    }
}
