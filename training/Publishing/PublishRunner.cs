using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Training.Evaluation;

namespace Platform.Training.Publishing;

/// <summary>Publishes a generator, an encoder and its head as a model bundle, from a request to a folder.</summary>
/// <remarks>Progress and warnings go to standard error.</remarks>
public static class PublishRunner
{
    /// <param name="say">takes a line for each file that was checked, and what the trials found</param>
    /// <returns>the bundle's folder</returns>
    /// <exception cref="InputException">
    /// Something that was asked for is not there, does not go together, or differs from its network.
    /// </exception>
    public static string Run(PublishRequest request, Action<string> say, CancellationToken cancel)
    {
        request.Check();
        var device = request.Machine.Start();
        using var sources = PublishSources.Load(request, device);
        sources.Gan?.Run.CheckLike(sources.Ssl.Preprocessing, request.Gan!, $"those of {request.Encoder} were");
        var audit =
            request.Audit is { } folder && sources.Gan is { } audited
                ? GeneratorAudit.Read(
                    folder,
                    audited.Networks.GeneratorEma,
                    audited.Run.ManifestSha256,
                    request.AcceptMemorisation
                )
                : (JsonElement?)null;
        using var files = new TemporaryFolder("publish");
        var trials = new PublishTrials(request, sources, files.Path, say, cancel);
        var (trial, synthesis) = (trials.Encoder(), trials.Generator(device));
        var int8 = trial?.Spec.Kept == true ? trial : null;
        var trust = int8?.Trust.Fit ?? HeadTrust.ReadFit(request.Head);
        var manifest = PublishedManifest.Of(request, sources, trust, audit, trial, synthesis);
        var side = sources.Ssl.Config.Side;
        var writer = new BundleWriter(
            sources.Gan?.Networks.GeneratorEma,
            sources.Encoder,
            side,
            sources.HeadFile,
            device,
            say
        )
        {
            Calibration = trust.Calibration,
            Extra = HeadTrust.Files(int8 is null ? request.Head : files.Path, trust, request.Neighbours),
            EncoderRanges = int8?.Ranges,
            GeneratorRanges = synthesis?.Spec.Kept == true ? synthesis.Ranges : null,
        };
        var index = CopiesIndex(request, sources);
        say(
            sources.Gan is { } gan
                ? $"generator        shown {gan.State.Images:N0} real images"
                : "generator        none: the bundle draws no images"
        );
        return BundleStore.Publish(
            request.Output,
            manifest,
            bundle =>
            {
                writer.Write(bundle);
                index?.Write(bundle, sources.Ssl.Preprocessing, cancel);
            }
        );
    }

    static CopiesIndexWriter? CopiesIndex(PublishRequest request, PublishSources sources) =>
        request.CopiesIndex is { } path && sources.Gan is { Run: var gan }
            ? new(PublishTrials.GanData("--copies-index", path, gan), gan.Config.Resolution, gan.IncludeTest)
            : null;
}
