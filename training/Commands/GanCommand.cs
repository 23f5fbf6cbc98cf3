using System.CommandLine;
using Platform.Shared;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Runs;
using TorchSharp;

namespace Platform.Training.Commands;

/// <summary><c>training gan</c>: trains a generator on the unlabelled images of a data folder.</summary>
public static class GanCommand
{
    public static Command Create()
    {
        var command = new Command("gan", "Train a GAN on the images of a data folder; labels are not used.");
        var method = new Option<string>("--method")
        {
            Description = string.Join(", ", Gans.Methods.Keys),
            DefaultValueFactory = _ => Gans.Default,
        };
        method.AcceptOnlyFromAmong([.. Gans.Methods.Keys]);
        var data = new Option<string>("--data") { Description = "data folder made by prepare", Required = true };
        var output = new Option<string>("--out") { Description = "run folder to make", Required = true };
        var resume = new Option<bool>("--resume") { Description = "go on from the run's checkpoint" };
        var includeTest = new Option<bool>("--include-test")
        {
            Description = "train on the test lesions too, as the paper does; held-out figures then mean less",
        };
        var images = new Option<int?>("--images")
        {
            Description = "train on this many of the images; a larger number holds a smaller one's (default: all)",
        };
        foreach (var option in new Option[] { method, data, output, resume, includeTest, images })
            command.Options.Add(option);
        var machine = new MachineOptions(command, precision: true);
        var presets = new PresetOptions<GanConfig>(
            Gans.Methods[Gans.Default].Presets,
            command,
            variants: Gans.Methods.Where(m => m.Key != Gans.Default).ToDictionary(m => m.Key, m => m.Value.Presets)
        );

        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var chosen = Gans.Methods[parsed.GetValue(method)!];
                    var (name, target, resumed) = (
                        parsed.GetValue(method)!,
                        parsed.GetValue(output)!,
                        parsed.GetValue(resume)
                    );
                    var config = presets.Read(parsed, name, chosen.Parts, chosen.Presets);
                    RunFolder.Check(target, resumed);
                    if (GanRun.EndsGrowing(config))
                        Console.Error.WriteLine(
                            FormattableString.Invariant($"warning: --kimg {config.Kimg}: ends before the ")
                                + $"generator has grown to {config.Resolution} px; no images can be drawn with such "
                                + $"a run"
                        );
                    var folder = DataFolder.Open(parsed.GetValue(data)!);
                    using var pixels = PixelsFor(folder, config.Resolution);
                    var indices = parsed.GetValue(includeTest)
                        ? [.. Enumerable.Range(0, folder.Rows.Count)]
                        : folder.Indices("train");
                    if (indices.Length == 0)
                        throw new InputException($"{parsed.GetValue(data)}: no training images");
                    indices = FirstImages.Of(indices, parsed.GetValue(images));
                    var device = machine.Start(parsed);
                    var precision = machine.Precision(parsed, device, resumed ? RunFolder.PrecisionOf(target) : null);
                    torch.random.manual_seed(config.Seed);
                    using var gan = chosen.Create(config, device, precision);
                    var asked = new GanRun(
                        name,
                        config,
                        folder.Info.Name,
                        folder.ManifestSha256,
                        parsed.GetValue(includeTest),
                        parsed.GetValue(images),
                        precision
                    );
                    var run = RunFolder.Open(target, asked, resumed, Start.Now(device, precision));
                    new GanTrainer(
                        config,
                        gan,
                        new RealImages(pixels, indices, config.Symmetry, config.Seed),
                        run,
                        device
                    ).Train(cancellation);
                    Console.WriteLine(
                        $"{config.Kimg:0.###} kimg of {indices.Length} images; samples in {run.File("samples")}, "
                            + $"generator in {run.File(GanTrainer.GeneratorFile)}"
                    );
                })
        );
        return command;
    }

    /// <summary>
    /// The pixels of the generator's side, or of the smallest packed multiple of it, which the trainer averages down.
    /// </summary>
    static PackedPixels PixelsFor(DataFolder folder, int resolution) =>
        folder.Pixels(
            folder.Info.Sides.Order().FirstOrDefault(side => side >= resolution && side % resolution == 0, resolution)
        );
}
