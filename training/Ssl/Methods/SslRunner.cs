using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Encoders.Weights;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl.Probe;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.Methods;

/// <summary>
/// Trains an encoder by self-supervision on real and synthetic images, from a request to a run folder. Held-out lesions
/// are kept from it: also among synthetic images, of which copies of them are refused.
/// </summary>
public static class SslRunner
{
    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    /// <exception cref="OperationCanceledException">
    /// It was interrupted; the run goes on from there with <see cref="SslRequest.Resume"/>.
    /// </exception>
    public static SslResult Run(SslRequest request, CancellationToken cancellation)
    {
        RunFolder.Check(request.Output, request.Resume);
        var (method, config) = (SslMethods.All[request.Method], request.Setup.Config);
        var folder = DataFolder.Open(request.Data);
        if (request.Resume && RunFolder.HasBegun(request.Output))
            folder.CheckLike(RunFolder.ReadConfig<SslRun>(request.Output).Preprocessing, request.Output);
        using var pixels = folder.Pixels(config.ImageSide);
        int[] indices = request.IncludeTest ? [.. Enumerable.Range(0, folder.Rows.Count)] : folder.Indices("train");
        if (indices.Length == 0)
            throw new InputException($"{request.Data}: no training images");
        indices = FirstImages.Of(indices, request.Images);
        var device = request.Machine.Start();
        using var init = Pretrained(request, folder);
        var precision = request.Machine.PrecisionOn(
            device,
            request.Resume ? RunFolder.PrecisionOf(request.Output) : null
        );
        var synthetic = Synthetic(request, folder.Info.Preprocessing(config.ImageSide), folder, pixels, cancellation);
        using var opened = new Opened(synthetic);
        var use = request.Setup.Options is ILabelOptions learnt ? LabelUse.Of(learnt, config.Seed) : null;
        var labels = use?.LabelsOf(folder, request.Data) ?? [];
        var paired = Paired(request, folder, indices);
        var photographs = paired ?? (use is null ? null : Photographs(folder, indices));
        var pool = new ImagePool(pixels, indices, synthetic, use is null ? null : labels, photographs);
        if (request.Match is { } match)
            config = config with { Steps = StepBudget.Steps(config, match, indices.Length, pool.Count) };
        using var probe = Probe(request, folder, use, device);
        if (method.Trains && probe is null)
            config = config with { ProbeSteps = 0 };
        var asked = new SslRun(
            request.Method,
            config,
            request.Setup.Options,
            folder.Info.Name,
            folder.ManifestSha256,
            request.IncludeTest,
            indices.Length,
            [.. request.Synthetic.Zip(synthetic, (f, s) => new SyntheticImages(f, s.Count))],
            precision
        )
        {
            Init = init?.Description,
            Labels = use,
            Fit = folder.Info.Fit,
            Colour = folder.Info.Colour,
        };
        random.manual_seed(config.Seed);
        using var networks = method.Create(
            request.Setup with
            {
                Config = config,
            },
            new(
                () => init?.Create() ?? asked.NewEncoder(CPU),
                device,
                [.. folder.Classes.Select((_, c) => indices.Count(i => use is not null && labels[i] == c))]
            )
        );
        if (networks.ReadsLabels && use is null)
            throw new InvalidOperationException($"{request.Method} reads labels: its options must be ILabelOptions.");
        SslTrainer.Check(config, networks, pool.Count);
        var run = RunFolder.Open(request.Output, asked, request.Resume, Start.Now(device, precision));
        using var trainer = new SslTrainer(config, networks, pool, run, device, precision, probe);
        trainer.Train(cancellation);
        return new(run, trainer.TotalSteps, indices.Length, pool.Count - indices.Length, paired?.WithPartner);
    }

    static LesionPhotographs Photographs(DataFolder folder, int[] indices) =>
        new([.. indices.Select(i => folder.Rows[i])]);

    /// <summary>Null where a pair of views is of one photograph.</summary>
    /// <exception cref="InputException">No lesion has two of them.</exception>
    static LesionPhotographs? Paired(SslRequest request, DataFolder folder, int[] indices)
    {
        if (!SslMethods.All[request.Method].Pairs || request.Setup.Config.Positives == Positives.Image)
            return null;
        if (DataSource.Read(request.Data) is { } source && source.GroupBy != ImageGroups.DefaultColumn)
            throw new InputException(
                $"--positives lesion: {request.Data} was prepared by {source.GroupBy}, which may have several lesions; "
                    + $"prepare it with --group-by {ImageGroups.DefaultColumn}"
            );
        var photographs = Photographs(folder, indices);
        if (photographs.WithPartner == 0)
            throw new InputException(
                $"--positives lesion: no lesion of {request.Data} has two photographs to train on; leave it out, or "
                    + "prepare the data with the lesion of each photograph"
            );
        Console.Error.WriteLine(
            $"pairs: {photographs.WithPartner:N0} of {indices.Length:N0} real images have another photograph of "
                + "their lesion"
        );
        return photographs;
    }

    /// <summary>Null where none is wanted, or where the data have no labels for one and it need not be.</summary>
    /// <exception cref="InputException">There are no labels, and it must be.</exception>
    static LinearProbe? Probe(SslRequest request, DataFolder folder, LabelUse? learnt, Device device)
    {
        var config = request.Setup.Config;
        if (!SslMethods.All[request.Method].Trains || config.ProbeSteps == 0)
            return null;
        try
        {
            return LinearProbe.Open(folder, request.Data, config.Side, learnt, device);
        }
        catch (InputException e)
        {
            return request.ProbeRequired
                ? throw new InputException($"--probe-steps {config.ProbeSteps}: leave it out ({e.Message})", e)
                : null;
        }
    }

    static PretrainedEncoder? Pretrained(SslRequest request, DataFolder folder)
    {
        if (request.Init is not { } name)
            return null;
        var init = PretrainedEncoder.Open(name, request.InitPixels);
        if (init.Description.SawTest == true)
            Console.Error.WriteLine(
                $"warning: --init {name}: these weights were trained on held-out images too; held-out figures then "
                    + "mean less"
            );
        else if (init.Description.ManifestSha256 is { } other && other != folder.ManifestSha256)
            Console.Error.WriteLine(
                $"warning: --init {name}: these weights were trained on another data folder; whether that holds "
                    + $"images that {request.Data} holds out is not known here"
            );
        return init;
    }

    sealed record Opened(IReadOnlyList<SyntheticPixels> Sets) : IDisposable
    {
        public void Dispose()
        {
            foreach (var set in Sets)
                set.Dispose();
        }
    }

    static IReadOnlyList<SyntheticPixels> Synthetic(
        SslRequest request,
        PreprocessingSpec spec,
        DataFolder folder,
        PackedPixels pixels,
        CancellationToken cancellation
    )
    {
        var guard = request.IncludeTest ? null : new HeldOutGuard(request.Data, folder, pixels);
        foreach (var source in request.Synthetic)
            guard?.CheckFiles("--synthetic", source, cancellation);
        SyntheticPixels[] sets =
        [
            .. request.Synthetic.Select(f =>
                First(SyntheticPixels.Open(f, spec, cancellation), request.SyntheticCount, f)
            ),
        ];
        foreach (var (source, set) in request.Synthetic.Zip(sets))
            guard?.Check("--synthetic", source, set.Count, set.Image, cancellation);
        return sets;
    }

    static SyntheticPixels First(SyntheticPixels images, int? count, string folder) =>
        count is not { } most ? images
        : most >= 1 && most <= images.Count ? images.First(most)
        : throw new InputException($"--synthetic-count {most}: from 1 to the {images.Count:N0} images in {folder}");
}
