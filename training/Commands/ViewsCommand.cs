using System.CommandLine;
using Platform.Training.Configuration;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Commands;

/// <summary><c>training views</c>: each operation that self-supervision's views are made of, on one image.</summary>
public static class ViewsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "views",
            "Draw each augmentation operation that ssl would use with these options on one image of a data folder."
        );
        var data = new Option<string>("--data") { Description = "data folder made by prepare", Required = true };
        var output = new Option<string>("--out") { Description = "folder to make: views.png", Required = true };
        var row = new Option<int>("--row") { Description = "which image, by its row in manifest.csv, from 0" };
        foreach (var option in new Option[] { data, output, row })
            command.Options.Add(option);
        var options = new PresetOptions<SslConfig>(command, [("views", SslMethods.Views)]);
        command.SetAction(
            (parsed, _) =>
                MainThread.RunAsync(() =>
                {
                    var request = new ViewsRequest(
                        options.Read(parsed, "views").Config,
                        parsed.GetRequiredValue(data),
                        parsed.GetRequiredValue(output),
                        parsed.GetValue(row)
                    );
                    var (image, file) = ViewsRunner.Run(request);
                    Console.WriteLine($"{image} in {file}");
                })
        );
        return command;
    }
}
