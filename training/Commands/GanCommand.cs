using System.CommandLine;
using Platform.Training.Configuration;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Runs;

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
        var presets = new PresetOptions<GanConfig>(command, Gans.Options);

        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var name = parsed.GetValue(method)!;
                    var request = new GanRequest
                    {
                        Method = name,
                        Setup = presets.Read(parsed, name),
                        Data = parsed.GetValue(data)!,
                        Output = parsed.GetValue(output)!,
                        Resume = parsed.GetValue(resume),
                        IncludeTest = parsed.GetValue(includeTest),
                        Images = parsed.GetValue(images),
                        Machine = machine.Read(parsed),
                    };
                    var made = GanRunner.Run(request, cancellation);
                    Console.WriteLine(
                        $"{request.Setup.Config.Kimg:0.###} kimg of {made.Images} images; "
                            + $"samples in {made.Run.File("samples")}, "
                            + $"generator in {made.Run.File(GanTrainer.GeneratorFile)}"
                    );
                })
        );
        return command;
    }
}
