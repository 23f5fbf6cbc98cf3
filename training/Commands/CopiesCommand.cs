using System.CommandLine;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Commands;
using Platform.Shared.Imaging;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Metrics;
using Platform.Training.Ssl;
using static TorchSharp.torch;

namespace Platform.Training.Commands;

/// <summary><c>training copies</c>: looks for synthetic images that are near copies of a training photograph.</summary>
public static class CopiesCommand
{
    const int Side = NearestReal.Side, Shown = 16;

    public static Command Create()
    {
        var command = new Command("copies", "Measure whether synthetic images are near copies of training photographs, against held-out photographs as a yardstick.");
        var data = new Option<string>("--data") { Description = "data folder that the GAN was trained on", Required = true };
        var synthetic = new Option<string>("--synthetic") { Description = "folder of synthetic images", Required = true };
        var output = new Option<string>("--out") { Description = "folder to make: copies.json, and closest.png, which shows patients' photographs", Required = true };
        var remove = new Option<bool>("--remove") { Description = "delete the near copies from the synthetic folder" };
        foreach (var option in new Option[] { data, synthetic, output, remove }) command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var folder = DataFolder.Open(parsed.GetValue(data)!);
            var (train, test) = (folder.Indices("train"), folder.Indices("test"));
            if (train.Length == 0 || test.Length == 0) throw new InputException($"{parsed.GetValue(data)}: needs training images and held-out ones as a yardstick");
            var files = ImagePool.SyntheticFiles(parsed.GetValue(synthetic)!);
            machine.Start(parsed);
            using var scope = NewDisposeScope();
            using var pixels = folder.Pixels(folder.Info.Sides.Min());
            byte[] Small(ReadOnlySpan<byte> rgb) => AreaAverage.Resize(new(rgb.ToArray(), pixels.Side, pixels.Side), Side, Side);
            var drawn = files.Select(f => Preprocessing.Square(File.ReadAllBytes(f), Side)).ToArray();
            byte[][] reals = [.. train.Select(i => Small(pixels.Image(i)))];
            var nearest = new NearestReal(NearestReal.Rows(reals, Side), Side);
            var yardstick = Measure("held-out", NearestReal.Rows(test.Select(i => Small(pixels.Image(i))), Side));
            var found = Measure("synthetic", NearestReal.Rows(drawn, Side));

            var threshold = yardstick.Min(m => m.Ratio);
            int[] copies = [.. Enumerable.Range(0, files.Count).Where(i => found[i].Ratio < threshold)];
            var target = Directory.CreateDirectory(parsed.GetValue(output)!).FullName;
            File.WriteAllText(Path.Combine(target, "copies.json"), JsonSerializer.Serialize(new
            {
                synthetic_images = files.Count, training_images = train.Length, held_out_images = test.Length, threshold,
                share_below_first_percentile = Memorisation.Of([.. found.Select(m => (double)m.Ratio)], [.. yardstick.Select(m => (double)m.Ratio)]).ShareBelow,
                near_copies = copies.Select(i => new { file = Path.GetFileName(files[i]), ratio = found[i].Ratio, training_image = folder.Rows[train[found[i].Nearest]].Image }),
                ratio_synthetic = Quantiles(found), ratio_held_out = Quantiles(yardstick),
            }, new JsonSerializerOptions { WriteIndented = true }) + "\n");
            File.WriteAllBytes(Path.Combine(target, "closest.png"), ImageGrid.Png(
                [.. Enumerable.Range(0, files.Count).OrderBy(i => found[i].Ratio).Take(Shown).SelectMany(i => new[] { drawn[i], reals[found[i].Nearest] })], Side, 8));
            if (parsed.GetValue(remove)) foreach (var i in copies) File.Delete(files[i]);
            Console.WriteLine($"{copies.Length} of {files.Count} synthetic images are closer to one training photograph than any of {test.Length} held-out photographs is (ratio below {threshold:0.000}); "
                + $"median ratio {Median(found):0.000} synthetic, {Median(yardstick):0.000} held-out" + (parsed.GetValue(remove) && copies.Length > 0 ? "; deleted" : ""));

            IReadOnlyList<NearestReal.Match> Measure(string name, Tensor images)
            {
                using var progress = new ProgressLine($"copies ({name})", images.shape[0], "images");
                return nearest.Of(images, done => { cancel.ThrowIfCancellationRequested(); progress.Report(done); });
            }
        }, CancellationToken.None));
        return command;
    }

    static float Median(IReadOnlyList<NearestReal.Match> matches) => Quantiles(matches)["0.5"];

    static SortedDictionary<string, float> Quantiles(IReadOnlyList<NearestReal.Match> matches)
    {
        var ordered = matches.Select(m => m.Ratio).Order().ToArray();
        return new(new[] { 0, 0.01, 0.05, 0.5, 0.95, 1 }.ToDictionary(q => $"{q}", q => ordered[(int)Math.Min(ordered.Length - 1, q * ordered.Length)]));
    }
}
