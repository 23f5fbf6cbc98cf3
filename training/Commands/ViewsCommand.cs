using System.CommandLine;
using Platform.Charts;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.Views;
using TorchSharp;

namespace Platform.Training.Commands;

/// <summary><c>training views</c>: each operation that self-supervision's views are made of, on one image.</summary>
public static class ViewsCommand
{
    const int Columns = 7;

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
                    var config = options.Read(parsed, "views").Config;
                    var folder = DataFolder.Open(parsed.GetValue(data)!);
                    var (index, target) = (parsed.GetValue(row), parsed.GetValue(output)!);
                    if (index < 0 || index >= folder.Rows.Count)
                        throw new InputException($"--row {index}: from 0 to {folder.Rows.Count - 1}");
                    using var pixels = folder.Pixels(config.Side);
                    TorchRuntime.Start("cpu");
                    var sheet = View.Sheet(pixels.Side, config.Views);
                    Directory.CreateDirectory(target);
                    var views = sheet
                        .Select(s => s.Name)
                        .Zip(Drawn(pixels.Image(index).ToArray(), pixels.Side, [.. sheet.Select(s => s.View)]));
                    AtomicFile.Create(
                        Path.Combine(target, "views.png"),
                        LabelledSheet.Png([.. views], pixels.Side, Columns),
                        "--out"
                    );
                    Console.WriteLine($"{folder.Rows[index].Image} in {Path.Combine(target, "views.png")}");
                })
        );
        return command;
    }

    /// <returns>uint8 [S, S, 3] of each view</returns>
    static IEnumerable<byte[]> Drawn(byte[] rgb, int side, View[] views)
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.tensor(rgb, [1, side, side, 3]).permute(0, 3, 1, 2).to(torch.float32) / 255; // [1, 3, S, S]
        var drawn = (ViewMaker.Apply(image.expand(views.Length, 3, side, side), views) * 255)
            .round()
            .clamp(0, 255)
            .to(torch.uint8)
            .permute(0, 2, 3, 1)
            .contiguous();
        return [.. Enumerable.Range(0, views.Length).Select(i => drawn[i].contiguous().data<byte>().ToArray())];
    }
}
