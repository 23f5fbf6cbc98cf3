using System.CommandLine;
using Platform.Shared;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using TorchSharp;

namespace Platform.Training.Commands;

/// <summary><c>training ssl</c>: trains an encoder by self-supervision on real and synthetic images.</summary>
public static class SslCommand
{
    public static Command Create()
    {
        var command = new Command(
            "ssl",
            "Train an encoder by self-supervision on a data folder's images and on synthetic ones; labels are not used."
        );
        var method = new Option<string>("--method")
        {
            Description = string.Join(", ", SslMethods.All.Keys),
            DefaultValueFactory = _ => SslMethods.All.Keys.First(),
        };
        method.AcceptOnlyFromAmong([.. SslMethods.All.Keys]);
        var data = new Option<string>("--data") { Description = "data folder made by prepare", Required = true };
        var synthetic = new Option<string[]>("--synthetic")
        {
            Description =
                "synthetic images to pool with the real ones: a set that sample made, in any format, or a folder of "
                + "images; may be repeated",
        };
        var output = new Option<string>("--out") { Description = "run folder to make", Required = true };
        var resume = new Option<bool>("--resume") { Description = "go on from the run's checkpoint" };
        var includeTest = new Option<bool>("--include-test")
        {
            Description = "train on the test lesions too, as the paper does; held-out figures then mean less",
        };
        var images = new Option<int?>("--images")
        {
            Description = "train on this many of the real images; a larger number holds a smaller one's (default: all)",
        };
        var syntheticCount = new Option<int?>("--synthetic-count")
        {
            Description = "pool only this many of each synthetic folder's images, the first by name (default: all)",
        };
        var match = new Option<Match?>("--match")
        {
            Description =
                "what stays as on the real images alone: epochs, so that --steps grows with the pool; or steps, so "
                + "that it does not and --epochs are those of the real images",
        };
        foreach (
            var option in new Option[]
            {
                method,
                data,
                synthetic,
                output,
                resume,
                includeTest,
                images,
                syntheticCount,
                match,
            }
        )
            command.Options.Add(option);
        var machine = new MachineOptions(command, precision: true);
        var presets = new PresetOptions<SslConfig>(SslConfig.Presets, command);

        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var (name, target, resumed) = (
                        parsed.GetValue(method)!,
                        parsed.GetValue(output)!,
                        parsed.GetValue(resume)
                    );
                    var chosen = SslMethods.All[name];
                    var config = presets.Read(parsed, name, _ => chosen.Parts);
                    if (parsed.GetValue(synthetic) is not { Length: > 0 })
                        foreach (var option in new Option[] { syntheticCount, match })
                            if (parsed.GetResult(option) is not null)
                                throw new InputException(
                                    $"{option.Name}: says what is made of --synthetic images, "
                                        + "and none are given; leave it out"
                                );
                    RunFolder.Check(target, resumed);
                    var folder = DataFolder.Open(parsed.GetValue(data)!);
                    using var pixels = folder.Pixels(config.Side);
                    var all = parsed.GetValue(includeTest);
                    int[] indices = all ? [.. Enumerable.Range(0, folder.Rows.Count)] : folder.Indices("train");
                    if (indices.Length == 0)
                        throw new InputException($"{parsed.GetValue(data)}: no training images");
                    indices = FirstImages.Of(indices, parsed.GetValue(images));
                    var device = machine.Start(parsed);
                    var precision = machine.Precision(parsed, device, resumed ? RunFolder.PrecisionOf(target) : null);
                    var guard = all ? null : new HeldOutGuard(parsed.GetValue(data)!, folder, pixels);
                    foreach (var source in parsed.GetValue(synthetic) ?? [])
                        guard?.CheckFiles("--synthetic", source, cancellation);
                    var drawn = (parsed.GetValue(synthetic) ?? [])
                        .Select(f =>
                            (
                                Folder: f,
                                Images: First(
                                    SyntheticPixels.Open(f, config.Side, cancellation),
                                    parsed.GetValue(syntheticCount),
                                    f
                                )
                            )
                        )
                        .ToArray();
                    foreach (var (source, set) in drawn)
                        guard?.Check("--synthetic", source, set.Count, set.Image, cancellation);
                    var pool = new ImagePool(pixels, indices, [.. drawn.Select(d => d.Images)]);
                    if (parsed.GetValue(match) is { } matched)
                        config.Steps = StepBudget.Steps(config, matched, indices.Length, pool.Count);
                    torch.random.manual_seed(config.Seed);
                    using var ssl = chosen.Create(config, device);
                    SslTrainer.Check(config, ssl, pool.Count);
                    var asked = new SslRun(
                        name,
                        config,
                        folder.Info.Name,
                        folder.ManifestSha256,
                        all,
                        indices.Length,
                        [.. drawn.Select(d => new SyntheticImages(d.Folder, d.Images.Count))],
                        precision
                    );
                    var run = RunFolder.Open(target, asked, resumed, Start.Now(device, precision));
                    using var trainer = new SslTrainer(config, ssl, pool, run, device, precision);
                    trainer.Train(cancellation);
                    Console.WriteLine(
                        $"{trainer.TotalSteps:N0} steps of {config.BatchSize} from {indices.Length:N0} real and "
                            + $"{pool.Count - indices.Length:N0} synthetic images; encoder in {run.Checkpoint}"
                    );
                })
        );
        return command;
    }

    static SyntheticPixels First(SyntheticPixels images, int? count, string folder) =>
        count is not { } most ? images
        : most >= 1 && most <= images.Count ? images.First(most)
        : throw new InputException($"--synthetic-count {most}: from 1 to the {images.Count:N0} images in {folder}");
}
