using System.CommandLine;
using Platform.CommandLine;
using Platform.Inference.Bulk;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Inference.Commands;

static class SampleCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var provider = BundleArgument.Provider();
        var verify = new Option<bool>("--verify")
        {
            Description = "also read the shards that are complete, and draw again those that are damaged",
        };
        var shard = new Option<string?>("--shard")
        {
            Description =
                "i/n: draw the i-th of n parts; taken from a Slurm array or an indexed Kubernetes Job where this "
                + "runs in one",
        };
        var output = new Option<string>("--out")
        {
            Description = "folder of the data set; complete shards in it are kept",
            Required = true,
        };
        var batch = new Option<int>("--batch")
        {
            Description = "images drawn at once; changes the speed, never the images",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var grid = new Option<string?>("--grid")
        {
            Description = $"also write the first {SetGrid.Most} as one PNG to look at",
        };
        var command = new Command(
            "sample",
            "Draws a synthetic data set, or a part of one; can be stopped at any time and started again, on any "
                + "number of machines."
        )
        {
            path,
            provider,
        };
        var options = new BulkOptions(command);
        foreach (var option in new Option[] { output, shard, batch, verify, grid })
            command.Options.Add(option);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var wide = parsed.GetValue(batch) is >= 1 and <= 4096 and var b
                    ? b
                    : throw new InputException($"--batch {parsed.GetValue(batch)}: must be 1 to 4096");
                options.Check(parsed);
                if (parsed.GetValue(grid) is { } sheet)
                    SetGrid.Check(sheet, parsed.GetRequiredValue(output));
                var share = TaskShare.Of(parsed.GetValue(shard), Environment.GetEnvironmentVariable);
                var onnx = new OnnxOptions { Provider = parsed.GetValue(provider) };
                using var bundle = Bundle.LoadGenerator(parsed.GetRequiredValue(path), onnx);
                BundleChoice.Say(parsed.GetRequiredValue(path), bundle);
                var settings = options.Read(parsed, bundle);
                using var mixed = settings.MixFrom is { } from
                    ? StyleMixing.Load(
                        Path.Combine(bundle.Folder, BundleFiles.Generator),
                        bundle.Read(BundleFiles.Generator),
                        from,
                        onnx
                    )
                    : null;
                var drawer = new Drawer(
                    new ImageSampler(mixed ?? bundle.Generator),
                    new QualityGates(bundle, settings),
                    settings
                );
                var plan = ShardPlan.Of(settings);
                var run = new SetDrawing(
                    drawer,
                    ShardStore.Open(parsed.GetRequiredValue(output), settings),
                    settings,
                    ImagePipeline.Of(wide, settings.Side),
                    parsed.GetValue(verify)
                );
                Shard[] mine = [.. plan.Part(share.Number, share.Count)];
                SetDrawing.Result result;
                double rate;
                using (var progress = new ProgressLine("sample", mine.Sum(s => (long)s.Images), "images"))
                {
                    result = await run.RunAsync(mine, progress.Report, cancel);
                    rate = progress.Rate;
                }
                if (parsed.GetValue(grid) is { } picture && share.Number == 1)
                    SetGrid.Write(picture, drawer, plan, settings.Side, cancel);
                Report(parsed.GetRequiredValue(output), result, rate, share, settings);
            }
        );
        return command;
    }

    static void Report(
        string folder,
        SetDrawing.Result result,
        double rate,
        TaskShare share,
        SyntheticSettings settings
    )
    {
        Console.WriteLine(
            $"{result.Images} images in {folder}"
                + (share.Count > 1 ? $" (part {share.Number} of {share.Count})" : "")
                + $": synthetic, {settings.IntendedUse}"
        );
        if (result.Drawn > 0)
            Console.WriteLine(
                $"{result.Drawn} drawn now, {rate:0.00} images/s"
                    + (result.Drawn < result.Images ? $"; {result.Images - result.Drawn} were there" : "")
            );
        if (result.Repaired > 0)
            Console.WriteLine($"{result.Repaired} damaged {(result.Repaired == 1 ? "shard" : "shards")} drawn again");
        if (result.Set is not { } set)
        {
            Console.WriteLine(
                $"other parts are missing; the process that draws the last one writes {SyntheticSet.FileName}"
            );
            return;
        }
        var seen = set.Seen;
        if (settings.Classes is { } classes)
            Console.WriteLine(
                $"{string.Join(", ", classes.Select(c => $"{c.Key} {c.Value}"))}: the classifier gave the wanted "
                    + $"class to {(double)(seen.Tries - seen.OtherClass) / seen.Tries:0.0%} of {seen.Tries} draws"
            );
        if (settings.CountCopies)
            Console.WriteLine(
                $"{seen.Copies} near copies of training photographs {(settings.RejectCopies ? "replaced" : "kept")}"
            );
        Console.WriteLine($"{seen.Degenerate} degenerate images {(settings.RejectDegenerate ? "replaced" : "kept")}");
        Console.WriteLine(
            $"complete: {set.Shards.Count} {(set.Shards.Count == 1 ? "shard" : "shards")}, {set.Bytes:N0} bytes, "
                + $"images {set.ImagesSha256[..16]}"
        );
    }
}
