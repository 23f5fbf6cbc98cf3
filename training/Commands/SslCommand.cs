using System.CommandLine;
using Platform.Shared;
using Platform.Training.Configuration;
using Platform.Training.Encoders.Weights;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Commands;

/// <summary><c>training ssl</c>: trains an encoder by self-supervision on real and synthetic images.</summary>
public static class SslCommand
{
    public static Command Create()
    {
        var command = new Command(
            "ssl",
            "Train an encoder by self-supervision on a data folder's images and on synthetic ones. It learns no "
                + "labels, but with --method supervised; the probe reads some to judge a run by."
        );
        var method = new Option<string>("--method")
        {
            Description = string.Join(", ", SslMethods.All.Keys),
            DefaultValueFactory = _ => SslMethods.Default,
        };
        method.AcceptOnlyFromAmong([.. SslMethods.All.Keys]);
        var data = new Option<string>("--data") { Description = "data folder made by prepare", Required = true };
        var synthetic = new Option<string[]>("--synthetic")
        {
            Description =
                "synthetic images to pool with the real ones: a set that generate or sample made, in any format, or a "
                + "folder of images; may be repeated",
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
        var init = new Option<string?>("--init")
        {
            HelpName = $"{PretrainedEncoder.Drawn}|{PretrainedEncoder.ImageNet}|file",
            Description =
                $"weights that the encoder starts from: {PretrainedEncoder.Drawn}, at random; "
                + $"{PretrainedEncoder.ImageNet}; or a file of a ResNet-18 by torchvision's names, .safetensors or of "
                + $"torch.save (default: {PretrainedEncoder.Drawn}; with --preset {SslPresets.Transfer} "
                + $"{PretrainedEncoder.ImageNet})",
        };
        var pixels = new Option<FilePixels?>(PretrainedEncoder.FilePixelsOption)
        {
            Description =
                "what the weights of a file expect of a picture: torchvision's mean and deviation of each channel, "
                + "or unit, values from 0 to 1 (default: what the file's metadata says, else torchvision)",
        };
        foreach (
            var option in new Option[]
            {
                method,
                init,
                pixels,
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
        var presets = new PresetOptions<SslConfig>(command, SslMethods.Options);

        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var name = parsed.GetValue(method)!;
                    var request = new SslRequest
                    {
                        Method = name,
                        Setup = presets.Read(parsed, name),
                        Init = SslPresets.InitOf(presets.Name(parsed), parsed.GetValue(init)),
                        InitPixels = parsed.GetValue(pixels),
                        Data = parsed.GetValue(data)!,
                        Output = parsed.GetValue(output)!,
                        Resume = parsed.GetValue(resume),
                        IncludeTest = parsed.GetValue(includeTest),
                        Images = parsed.GetValue(images),
                        Synthetic = parsed.GetValue(synthetic) ?? [],
                        SyntheticCount = parsed.GetValue(syntheticCount),
                        Match = parsed.GetValue(match),
                        ProbeRequired = presets.IsGiven(parsed, OptionName.Of(nameof(SslConfig.ProbeSteps))),
                        Machine = machine.Read(parsed),
                    };
                    if (request.Init is null && request.InitPixels is not null)
                        throw new InputException(
                            $"{pixels.Name}: of weights that {init.Name} names, and none are given; leave it out"
                        );
                    if (request.Synthetic.Count == 0)
                        foreach (var option in new Option[] { syntheticCount, match })
                            if (parsed.GetResult(option) is not null)
                                throw new InputException(
                                    $"{option.Name}: says what is made of --synthetic images, "
                                        + "and none are given; leave it out"
                                );
                    var made = SslRunner.Run(request, cancellation);
                    var paired = made.Paired is { } many ? $", {many:N0} paired by lesion" : "";
                    Console.WriteLine(
                        $"{made.Steps:N0} steps of {request.Setup.Config.BatchSize} from {made.Real:N0} real and "
                            + $"{made.Synthetic:N0} synthetic images{paired}; "
                            + $"encoder in {made.Run.File(SslTrainer.EncoderFile)}"
                    );
                })
        );
        return command;
    }
}
