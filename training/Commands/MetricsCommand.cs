using System.CommandLine;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using Platform.Training.Data;
using Platform.Training.Metrics;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Commands;

/// <summary>
/// <c>training metrics</c>: how far synthetic images are from real ones, and how close to single training images.
/// </summary>
public static class MetricsCommand
{
    const int ShownPairs = 20,
        PairColumns = 4,
        ShownSamples = 64;

    public static Command Create()
    {
        var command = new Command(
            "metrics",
            "Measure synthetic images against training and held-out images: Fréchet and kernel distance, precision "
                + "and recall, sliced Wasserstein distance, memorisation."
        );
        var synthetic = new Option<string?>("--synthetic") { Description = "folder of synthetic images" };
        var gan = new Option<string?>("--gan") { Description = "or the run folder made by gan, to draw them from" };
        var data = new Option<string>("--data")
        {
            Description = "data folder that the GAN was trained on",
            Required = true,
        };
        var encoder = new Option<string>("--encoder")
        {
            Description =
                "run folder made by ssl on real images alone: its embeddings are the space of the measures and name "
                + "them",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description =
                "folder to make: metrics.json, metrics.md, samples.png, and closest-*.png, which show patients' "
                + "photographs",
            Required = true,
        };
        var count = new Option<int>("--count")
        {
            Description = "most synthetic images to measure",
            DefaultValueFactory = _ => 2000,
        };
        var seed = new Option<int>("--seed") { Description = "seed of the latents, of the halves and of the subsets" };
        var psi = new Option<float>("--psi")
        {
            Description = "truncation of --gan; below 1 images look better and vary less",
            DefaultValueFactory = _ => 1,
        };
        var inception = new Option<string?>("--inception")
        {
            Description = "an Inception as an ONNX file, for FID and KID too",
        };
        var sha256 = new Option<string?>("--inception-sha256")
        {
            Description = "sha256 of that file as its publisher gives it",
        };
        foreach (
            var option in new Option[] { synthetic, gan, data, encoder, output, count, seed, psi, inception, sha256 }
        )
            command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancel) =>
                MainThread.RunAsync(() =>
                {
                    var (drawn, run, path, target) = (
                        parsed.GetValue(synthetic),
                        parsed.GetValue(gan),
                        parsed.GetValue(data)!,
                        Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetValue(output)!))
                    );
                    if (drawn is null == run is null)
                        throw new InputException("give --synthetic FOLDER or --gan RUN, one of them");
                    if (drawn is not null && parsed.GetResult(psi) is { Implicit: false })
                        throw new InputException(
                            "--psi: is for images drawn from --gan; leave it out with --synthetic"
                        );
                    if (parsed.GetValue(inception) is null && parsed.GetValue(sha256) is not null)
                        throw new InputException(
                            "--inception-sha256: is of the file --inception, which is not given; leave it out"
                        );
                    if (parsed.GetValue(count) is < 1 and var few)
                        throw new InputException($"--count {few}: must be 1 or more");
                    if (parsed.GetValue(psi) is not (>= 0 and <= ImageSampler.MaxPsi))
                        throw new InputException($"--psi {parsed.GetValue(psi)}: must be 0 to {ImageSampler.MaxPsi}");
                    AtomicFolder.CheckFree(target, "--out");
                    var folder = DataFolder.Open(path);
                    var device = machine.Start(parsed);
                    using var scope = NewDisposeScope();
                    using var space = EncoderSpace.Load(parsed.GetValue(encoder)!, device);
                    using var second = parsed.GetValue(inception) is { } file
                        ? InceptionSpace.Load(file, parsed.GetValue(sha256))
                        : null;
                    using var pixels = folder.Pixels(space.Side);

                    T Report<T>(string title, long total, string unit, Func<Action<int>, T> work)
                    {
                        using var progress = new ProgressLine(title, total, unit);
                        progress.Report(0);
                        return work(done =>
                        {
                            cancel.ThrowIfCancellationRequested();
                            progress.Report(done);
                        });
                    }
                    var guard = new HeldOutGuard(path, folder, pixels);
                    if (drawn is not null)
                        guard.CheckFiles("--synthetic", drawn, cancel);
                    var measured = drawn is not null
                        ? MeasuredImages.OfFolder(drawn, parsed.GetValue(count), space.Side, cancel)
                        : Report(
                            "draw",
                            parsed.GetValue(count),
                            "images",
                            report =>
                                MeasuredImages.OfGan(
                                    run!,
                                    parsed.GetValue(count),
                                    (ulong)parsed.GetValue(seed),
                                    parsed.GetValue(psi),
                                    space.Side,
                                    device,
                                    report,
                                    cancel
                                )
                        );
                    guard.Check("--synthetic", drawn ?? "", measured.Images.Count, i => measured.Images[i], cancel);
                    var sets = ComparedSets.Of(folder, path, pixels, measured.Images, parsed.GetValue(seed));
                    Tensor Embed(IFeatureSpace s, ImageSet set) =>
                        Report($"embed ({set.Name})", set.Count, "img", report => s.Embed(set, sets.Side, report));
                    SpaceMeasures Measure(IFeatureSpace s, Func<string, Tensor?> known)
                    {
                        var embedded = new Dictionary<string, Tensor>();
                        foreach (
                            var name in ComparedSets.Pairs.SelectMany(p => new[] { p.Images, p.Reference }).Distinct()
                        )
                            embedded[name] = known(name) ?? Embed(s, sets.Named(name));
                        return Report(
                            $"compare ({s.FrechetName})",
                            ComparedSets.Pairs.Count,
                            "pairs",
                            report => SpaceMeasures.Of(s, name => embedded[name], parsed.GetValue(seed), report)
                        );
                    }
                    var (train, heldOut, found) = (
                        Embed(space, sets.Train),
                        Embed(space, sets.HeldOut),
                        Embed(space, sets.Synthetic)
                    );
                    var spaces = new List<SpaceMeasures>
                    {
                        Measure(
                            space,
                            name =>
                                name switch
                                {
                                    "train" => train[..sets.Size],
                                    "train, other half" => train[sets.Half..(sets.Half + sets.Size)],
                                    "held-out" => heldOut[..sets.Size],
                                    "synthetic" => found[..sets.Size],
                                    _ => null,
                                }
                        ),
                    };
                    if (second is not null)
                        spaces.Add(Measure(second, _ => null));
                    // A quarter of the paper's patches and directions: the scatter is far below the distances, the time
                    // too.
                    var patches = new SlicedWasserstein(Patches: 32, Directions: 128);
                    var wasserstein = Report(
                        "sliced Wasserstein",
                        ComparedSets.Pairs.Count,
                        "pairs",
                        report =>
                            ComparedSets
                                .Pairs.Select(
                                    (pair, i) =>
                                    {
                                        var levels = patches.Between(
                                            sets.Named(pair.Images).ToList(),
                                            sets.Named(pair.Reference).ToList(),
                                            sets.Side,
                                            parsed.GetValue(seed)
                                        );
                                        report(i + 1);
                                        return levels;
                                    }
                                )
                                .ToArray()
                    );

                    var nearest = new NearestReal(NearestReal.Rows(sets.Train.ToList(), sets.Side), NearestReal.Side);
                    IReadOnlyList<NearestReal.Match> Nearest(ImageSet set) =>
                        Report(
                            $"nearest ({set.Name})",
                            set.Count,
                            "images",
                            report => nearest.Of(NearestReal.Rows(set.ToList(), sets.Side), report)
                        );
                    var (pixelHeld, pixelFound) = (Nearest(sets.HeldOut), Nearest(sets.Synthetic));
                    var (embeddedHeld, embeddedFound) = (
                        NearestEmbedding.Of(heldOut, train),
                        NearestEmbedding.Of(found, train)
                    );
                    var memorised = new Dictionary<string, Memorisation>
                    {
                        ["embedding"] = Memorisation.Of(
                            [.. embeddedFound.Select(m => m.Distance)],
                            [.. embeddedHeld.Select(m => m.Distance)]
                        ),
                        ["pixels"] = Memorisation.Of(
                            [.. pixelFound.Select(m => (double)m.Distance)],
                            [.. pixelHeld.Select(m => (double)m.Distance)]
                        ),
                        ["pixels_relative"] = Memorisation.Of(
                            [.. pixelFound.Select(m => (double)m.Ratio)],
                            [.. pixelHeld.Select(m => (double)m.Ratio)]
                        ),
                    };
                    byte[] Pairs(Memorisation memorisation, Func<int, int> nearestOf) =>
                        ImageGrid.Png(
                            [
                                .. memorisation
                                    .Closest.Take(ShownPairs)
                                    .SelectMany(i => new[] { sets.Train.Image(nearestOf(i)), sets.Synthetic.Image(i) }),
                            ],
                            sets.Side,
                            2 * PairColumns
                        );

                    var report = new MetricsReport(
                        measured.Source,
                        folder.Info.Name,
                        folder.ManifestSha256,
                        parsed.GetValue(seed),
                        sets,
                        patches,
                        spaces,
                        wasserstein,
                        memorised
                    );
                    AtomicFolder.Make(
                        target,
                        "--out",
                        made =>
                        {
                            File.WriteAllText(Path.Combine(made, "metrics.json"), report.Json());
                            File.WriteAllText(Path.Combine(made, "metrics.md"), report.Markdown());
                            File.WriteAllBytes(
                                Path.Combine(made, "samples.png"),
                                ImageGrid.Png(sets.Synthetic.Take(ShownSamples).ToList(), sets.Side, 8)
                            );
                            File.WriteAllBytes(
                                Path.Combine(made, "closest-embedding.png"),
                                Pairs(memorised["embedding"], i => embeddedFound[i].Nearest)
                            );
                            File.WriteAllBytes(
                                Path.Combine(made, "closest-pixels.png"),
                                Pairs(memorised["pixels"], i => pixelFound[i].Nearest[0])
                            );
                        }
                    );
                    Console.Write(report.Markdown());
                    Console.WriteLine($"metrics in {target}");
                })
        );
        return command;
    }
}
