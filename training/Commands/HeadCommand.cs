using System.CommandLine;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Commands;
using Platform.Shared.Head;
using Platform.Shared.Taxonomy;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Spectre.Console;
using TorchSharp;

namespace Platform.Training.Commands;

/// <summary>What a head was fitted on and with, as config.json keeps it.</summary>
/// <param name="EncoderSha256">of the encoder's checkpoint, so that publish joins the head to no other encoder</param>
public sealed record HeadRun(string Encoder, string EncoderSha256, string EncoderManifestSha256, bool EncoderSawTest, string Dataset, string ManifestSha256, float? L2, int Seed);

/// <summary><c>training head</c>: fits the linear head on labelled images and measures it on held-out ones.</summary>
public static class HeadCommand
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("head", "Fit the linear head on a frozen encoder and measure it on the held-out images.");
        var encoder = new Option<string>("--encoder") { Description = "run folder made by ssl", Required = true };
        var data = new Option<string>("--data") { Description = "labelled data folder made by prepare", Required = true };
        var output = new Option<string>("--out") { Description = "folder to make: head.zip, metrics.json, confusion.png, config.json", Required = true };
        var l2 = new Option<float?>("--l2") { Description = $"weight of the squared norm of the head's weights (default: of {string.Join(", ", L2Choice.Candidates)} the one that does best on a fifth of the training lesions)" };
        var seed = new Option<int>("--seed") { Description = "seed of the untrained encoder and of the paper's splits" };
        foreach (var option in new Option[] { encoder, data, output, l2, seed }) command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var weight = parsed.GetValue(l2);
            if (weight is { } given && !(given >= 0 && float.IsFinite(given))) throw new InputException($"--l2 {weight}: give a number of 0 or more");
            var path = parsed.GetValue(data)!;
            var folder = DataFolder.Open(path);
            var images = LabelledImages.Of(folder, path);
            var device = machine.Start(parsed);
            var (run, method) = SslRun.Load(parsed.GetValue(encoder)!, device);
            using var trained = method;
            using var pixels = folder.Pixels(run.Config.Side);
            var target = RunFolder.Open(parsed.GetValue(output)!, new HeadRun(parsed.GetValue(encoder)!, BundleFiles.Sha256(RunFolder.CheckpointOf(parsed.GetValue(encoder)!)), run.ManifestSha256, run.IncludeTest, folder.Info.Name,
                folder.ManifestSha256, weight, parsed.GetValue(seed)), resume: false);
            torch.random.manual_seed(parsed.GetValue(seed));
            using var random = new ResNet18().to(device);
            var (head, metrics) = Evaluate(method.Encoder, random, pixels, folder.Classes, images, weight, parsed.GetValue(seed), device, cancellation);

            head.Save(target.File("head.zip"));
            File.WriteAllText(target.File("metrics.json"), metrics.ToJson().ToJsonString(Indented) + "\n");
            File.WriteAllBytes(target.File("confusion.png"), ConfusionImage.Png(metrics.Trained));
            Print(metrics);
            Console.WriteLine($"head in {target.File("head.zip")}");
        }, CancellationToken.None));
        return command;
    }

    static (LinearHead Head, HeadMetrics Metrics) Evaluate(ResNet18 trained, ResNet18 random, PackedPixels pixels, IReadOnlyList<string> classes,
        LabelledImages images, float? l2, int seed, torch.Device device, CancellationToken cancellation)
    {
        float[][] Embed(ResNet18 encoder, string name)
        {
            using var progress = new ProgressLine($"embed ({name})", images.Rows.Length, "img");
            progress.Report(0);
            return EmbeddingExtractor.Extract(encoder, pixels, images.Rows, device, done => { cancellation.ThrowIfCancellationRequested(); progress.Report(done); });
        }
        PaperAccuracy Paper(float[][] embeddings, string name)
        {
            var protocol = new PaperHead();
            using var progress = new ProgressLine($"paper's protocol ({name})", protocol.Seeds, "runs");
            progress.Report(0);
            return protocol.Evaluate(embeddings, images.Labels, classes.Count, seed, done => progress.Report(done), cancellation);
        }
        float Regularisation(float[][] embeddings, string name)
        {
            if (l2 is { } given) return given;
            using var progress = new ProgressLine($"choose L2 ({name})", L2Choice.Candidates.Count, "fits");
            progress.Report(0);
            return L2Choice.Of(embeddings[..images.TrainCount], images.TrainLabels, images.Lesions[..images.TrainCount], classes.Count, seed,
                done => { cancellation.ThrowIfCancellationRequested(); progress.Report(done); });
        }
        var (learned, untrained) = (Embed(trained, "trained"), Embed(random, "random"));
        var weight = Regularisation(learned, "trained");
        var (head, confusion) = HeadEvaluation.FitAndTest(learned, images, classes.Count, weight);
        var majority = new ConfusionMatrix(images.TestLabels, [.. images.TestLabels.Select(_ => images.Majority)], classes.Count);
        return (head, new(classes, images.TrainCount, confusion, majority, HeadEvaluation.FitAndTest(untrained, images, classes.Count, Regularisation(untrained, "random")).Confusion,
            Paper(learned, "trained"), Paper(untrained, "random")) { L2 = weight });
    }

    static void Print(HeadMetrics metrics)
    {
        static string Percent(double? share) => share is { } value ? $"{100 * value:0.0} %" : "-";
        static string PaperText(PaperAccuracy paper) => $"{100 * paper.Mean:0.0} ± {100 * paper.StandardDeviation:0.0} %";
        var table = new Table().AddColumns("", "accuracy", "balanced accuracy", "paper's protocol").Border(TableBorder.Simple);
        table.AddRow("trained encoder", Percent(metrics.Trained.Accuracy), Percent(metrics.Trained.BalancedAccuracy), PaperText(metrics.Paper));
        table.AddRow("random encoder", Percent(metrics.RandomEncoder.Accuracy), Percent(metrics.RandomEncoder.BalancedAccuracy), PaperText(metrics.RandomEncoderPaper));
        table.AddRow("majority class", Percent(metrics.Majority.Accuracy), Percent(metrics.Majority.BalancedAccuracy), "");
        AnsiConsole.Write(table);
        var recall = new Table().AddColumns("class", "recall", "test images").Border(TableBorder.Simple);
        for (var c = 0; c < metrics.Classes.Count; c++)
            recall.AddRow(Markup.Escape($"{metrics.Classes[c]} {Diagnosis.Named(metrics.Classes[c]).Name}"), Percent(metrics.Trained.Recall[c]), $"{metrics.Trained.Counts[c].Sum()}");
        AnsiConsole.Write(recall);
    }
}
