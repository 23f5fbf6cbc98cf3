using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using static TorchSharp.torch;

namespace Platform.Training.Metrics;

/// <summary>
/// Measures how far synthetic images are from real ones, and how close to single training images, from a request to a
/// folder.
/// </summary>
/// <remarks>Progress goes to standard error.</remarks>
public static class MetricsRunner
{
    /// <summary>
    /// A quarter of the paper's patches and directions: the scatter is far below the distances, the time too.
    /// </summary>
    static readonly SlicedWasserstein Patches = new(Patches: 32, Directions: 128);

    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    public static MetricsReport Run(MetricsRequest request, CancellationToken cancel)
    {
        request.Check();
        AtomicFolder.CheckFree(request.Output, "--out");
        var folder = DataFolder.Open(request.Data);
        var device = request.Machine.Start();
        using var scope = NewDisposeScope();
        using var space = EncoderSpace.Load(request.Encoder, device);
        using var second = request.Inception is { } file ? InceptionSpace.Load(file, request.InceptionSha256) : null;
        using var pixels = folder.Pixels(space.Preprocessing, request.Encoder);
        var measured = Images(request, new(request.Data, folder, pixels), space.Preprocessing, device, cancel);
        var sets = ComparedSets.Of(folder, request.Data, pixels, measured.Images, request.Seed);

        var spaces = new SpaceComparison(sets, request.Seed, cancel);
        var embedded = spaces.EmbedAll(space);
        var compared = new List<SpaceMeasures> { spaces.Compare(space, embedded) };
        if (second is not null)
            compared.Add(spaces.Compare(second, null));
        var wasserstein = Wasserstein(sets, request.Seed, cancel);
        var closeness = Closeness.Of(sets, embedded, cancel);
        var report = new MetricsReport(
            measured.Source,
            folder.Info.Name,
            folder.ManifestSha256,
            request.Seed,
            sets,
            Patches,
            compared,
            wasserstein,
            closeness.Memorised
        );
        AtomicFolder.Make(request.Output, "--out", made => MetricsFiles.Write(made, report, closeness));
        return report;
    }

    /// <summary>What is measured, known to hold no held-out photograph.</summary>
    static MeasuredImages Images(
        MetricsRequest request,
        HeldOutGuard guard,
        PreprocessingSpec spec,
        Device device,
        CancellationToken cancel
    )
    {
        if (request.Synthetic is { } synthetic)
            guard.CheckFiles("--synthetic", synthetic, cancel);
        var measured = request.Synthetic is { } drawn
            ? MeasuredImages.OfFolder(drawn, request.Count, spec, cancel)
            : Progress.Run(
                "draw",
                request.Count,
                "images",
                cancel,
                report =>
                    MeasuredImages.OfGan(
                        request.Gan!,
                        request.Count,
                        (ulong)request.Seed,
                        request.Psi ?? 1,
                        spec,
                        device,
                        report,
                        cancel
                    )
            );
        guard.Check("--synthetic", request.Synthetic ?? "", measured.Images.Count, i => measured.Images[i], cancel);
        return measured;
    }

    static IReadOnlyList<IReadOnlyList<(int Side, double Distance)>> Wasserstein(
        ComparedSets sets,
        int seed,
        CancellationToken cancel
    ) =>
        Progress.Run(
            "sliced Wasserstein",
            ComparedSets.Pairs.Count,
            "pairs",
            cancel,
            report =>
                ComparedSets
                    .Pairs.Select(
                        (pair, i) =>
                        {
                            var (images, reference) = (sets.Named(pair.Images), sets.Named(pair.Reference));
                            var levels = Patches.Between(images.ToList(), reference.ToList(), sets.Side, seed);
                            report(i + 1);
                            return levels;
                        }
                    )
                    .ToArray()
        );
}
