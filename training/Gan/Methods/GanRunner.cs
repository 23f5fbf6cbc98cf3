using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Gan.Methods;

/// <summary>Trains a GAN on the images of a data folder, from a request to a run folder; labels are not used.</summary>
public static class GanRunner
{
    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was interrupted; the run goes on from there with <see cref="GanRequest.Resume"/>.
    /// </exception>
    public static GanResult Run(GanRequest request, CancellationToken cancellation)
    {
        RunFolder.Check(request.Output, request.Resume);
        var (method, config) = (Gans.Methods[request.Method], request.Setup.Config);
        if (GanRun.EndsGrowing(config))
            Console.Error.WriteLine(
                FormattableString.Invariant($"warning: --kimg {config.Kimg}: ends before the generator has grown to ")
                    + $"{config.Resolution} px; no images can be drawn with such a run"
            );
        var folder = DataFolder.Open(request.Data);
        if (request.Resume && RunFolder.HasBegun(request.Output))
            folder.CheckLike(RunFolder.ReadConfig<GanRun>(request.Output).Preprocessing, request.Output);
        using var pixels = PixelsFor(folder, config.Resolution);
        int[] indices = request.IncludeTest ? [.. Enumerable.Range(0, folder.Rows.Count)] : folder.Indices("train");
        if (indices.Length == 0)
            throw new InputException($"{request.Data}: no training images");
        indices = FirstImages.Of(indices, request.Images);
        var device = request.Machine.Start();
        var precision = request.Machine.PrecisionOn(
            device,
            request.Resume ? RunFolder.PrecisionOf(request.Output) : null
        );
        random.manual_seed(config.Seed);
        using var gan = method.Create(request.Setup, device, precision);
        var asked = new GanRun(
            request.Method,
            config,
            request.Setup.Options,
            folder.Info.Name,
            folder.ManifestSha256,
            request.IncludeTest,
            request.Images,
            precision
        )
        {
            Fit = folder.Info.Fit,
            Colour = folder.Info.Colour,
        };
        var run = RunFolder.Open(request.Output, asked, request.Resume, Start.Now(device, precision));
        var reals = new RealImages(pixels, indices, config.Symmetry, config.Seed);
        new GanTrainer(config, gan, reals, run, device).Train(cancellation);
        return new(run, indices.Length);
    }

    /// <summary>
    /// The pixels of the generator's side, or of the smallest packed multiple of it, which the trainer averages down.
    /// </summary>
    static PackedPixels PixelsFor(DataFolder folder, int resolution) =>
        folder.Pixels(
            folder.Info.Sides.Order().FirstOrDefault(side => side >= resolution && side % resolution == 0, resolution)
        );
}
