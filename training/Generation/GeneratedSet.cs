using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;
using Platform.Training.Export;
using Platform.Training.Gan.Methods;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Generation;

/// <summary>
/// The synthetic images that self-supervision pools with the real ones, before there is a bundle: the set that
/// <c>inference sample --format folder</c> draws, with the generator of a training run.
/// </summary>
/// <remarks>
/// Through the exported file and the drawing of the inference phase: a bundle with this generator draws the same
/// images.
/// </remarks>
public static class GeneratedSet
{
    /// <summary>Draws what is missing; processes with the same request divide one set between them.</summary>
    /// <param name="report">takes how many images there are, and what else to show; from one thread at a time</param>
    /// <exception cref="InputException">
    /// A value is out of range, the run is not finished, or the folder holds something else.
    /// </exception>
    public static async Task<SetDrawing.Result> DrawAsync(
        GenerateRequest request,
        Device device,
        Action<long, string> report,
        CancellationToken cancel
    )
    {
        request.Check();
        var (run, networks, state) = GanRun.LoadFinished(request.Gan, device);
        var file = Path.Combine(request.Gan, BundleFiles.Generator);
        using (networks)
            OnnxExport.Save(OnnxExport.Generator(networks.GeneratorEma), file);
        using var generator = OnnxModel.Load(file);
        var sampler = new ImageSampler(generator);
        var settings = new SyntheticSettings
        {
            Run = $"{RunFolder.NameOf(request.Gan)} after {state.Images} images",
            GeneratorSha256 = BundleFiles.Sha256(file),
            IntendedUse = BundleManifest.ResearchUseOnly,
            Seed = request.Seed,
            Start = request.Start,
            Count = request.Count,
            Psi = [request.Psi],
            Side = sampler.Side,
            Fit = run.Fit,
            Colour = run.Colour,
            Format = SyntheticFormat.Folder,
            ImageFormat = EncodedFormat.Png,
            ShardSize = request.ShardSize,
            MaxTries = 1,
        };
        var drawer = new Drawer(sampler, new DegenerateGate(rejects: false), settings);
        var plan = ShardPlan.Of(settings);
        var drawing = new SetDrawing(
            drawer,
            ShardStore.Open(request.Output, settings),
            settings,
            ImagePipeline.Of(request.Batch, settings.Side),
            request.Verify
        );
        var result = await drawing.RunAsync([.. plan.All], report, cancel);
        if (request.Grid is not null)
            SetGrid.Write(request.Grid, drawer, plan, settings.Side, cancel);
        return result;
    }
}
