using System.CommandLine;
using Platform.Training.Publishing;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary><c>training export-encoder</c>: the weights of an encoder for other programs.</summary>
static class ExportEncoderCommand
{
    public static Command Create()
    {
        var command = new Command(
            "export-encoder",
            "Write the weights of an encoder as a .safetensors file by torchvision's names, for PyTorch or ssl --init."
        );
        var run = new Argument<string>("run") { Description = "run folder made by ssl" };
        var output = new Option<string>("--out") { Description = "the file to make, .safetensors", Required = true };
        command.Arguments.Add(run);
        command.Options.Add(output);
        command.SetAction(
            (parsed, _) =>
                MainThread.RunAsync(() =>
                {
                    var file = parsed.GetValue(output)!;
                    EncoderExport.Run(parsed.GetValue(run)!, file);
                    Console.WriteLine($"encoder in {file}");
                })
        );
        return command;
    }
}
