using System.CommandLine;
using System.Text;
using System.Text.Json;
using Platform.Charts;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Head;
using Platform.Shared.Taxonomy;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using TorchSharp;

namespace Platform.Training.Commands;

/// <summary>What a head was fitted on and with, as config.json keeps it.</summary>
/// <param name="EncoderSha256">of the encoder's checkpoint, so that publish joins the head to no other encoder</param>
/// <param name="Splits">number of other splits that were tried</param>
/// <param name="Calibration">
/// share of the training images, by lesion, that was kept from the head to calibrate it
/// </param>
/// <param name="Labels">number of training images whose labels were used; null for all</param>
public sealed record HeadRun(
    string Encoder,
    string EncoderSha256,
    string EncoderManifestSha256,
    bool EncoderSawTest,
    string Dataset,
    string ManifestSha256,
    float? L2,
    int Seed,
    int Splits = 0,
    int? Labels = null,
    double Calibration = 0,
    TrustOptions? Trust = null,
    Precision? Precision = null,
    Arithmetic? Arithmetic = null,
    IReadOnlyList<Start>? Starts = null
);

/// <summary><c>training head</c>: fits the linear head on labelled images and measures it on held-out ones.</summary>
public static class HeadCommand
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command(
            "head",
            "Fit the linear head on a frozen encoder and measure it on the held-out images."
        );
        var encoder = new Option<string>("--encoder") { Description = "run folder made by ssl", Required = true };
        var data = new Option<string>("--data")
        {
            Description = "labelled data folder made by prepare",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description =
                "folder to make: head.zip, metrics.json, predictions.csv, confusion.png, confusion.csv, "
                + "config.json; for the bundle trust.json, density.bin, cases.bin, evaluation.json, data.json, "
                + "reliability.png",
            Required = true,
        };
        var l2 = new Option<float?>("--l2")
        {
            Description =
                $"weight of the squared norm of the head's weights (default: of "
                + $"{string.Join(", ", L2Choice.Candidates)} the one that does best on a fifth of the training "
                + $"lesions)",
        };
        var seed = new Option<int>("--seed")
        {
            Description = "seed of the untrained encoder, of the splits and of the resampling",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "number of other splits by lesion, beside the data folder's own",
            DefaultValueFactory = _ => 5,
        };
        var labels = new Option<int?>("--labels")
        {
            Description = "use so many labelled training images only, classes in proportion (default: all)",
        };
        var calibration = new Option<double?>("--calibration")
        {
            Description =
                "share of the training images that is kept from the head, by lesion, to calibrate it (default: 0.2, "
                + "or 0 with --labels)",
        };
        var trust = new TrustArguments(command);
        foreach (var option in new Option[] { encoder, data, output, l2, seed, seeds, labels, calibration })
            command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancellation) =>
                MainThread.RunAsync(() =>
                {
                    var weight = parsed.GetValue(l2);
                    if (weight is { } given && !(given >= 0 && float.IsFinite(given)))
                        throw new InputException($"--l2 {weight}: give a number of 0 or more");
                    var (seedOfAll, splits) = (parsed.GetValue(seed), parsed.GetValue(seeds));
                    if (splits is < 0 or > 1000)
                        throw new InputException($"--seeds {splits}: must be 0 to 1000");
                    RunFolder.Check(parsed.GetValue(output)!, resume: null);
                    var path = parsed.GetValue(data)!;
                    var folder = DataFolder.Open(path);
                    var images = LabelledImages.Of(folder, path);
                    if (
                        folder.Classes.Where((_, c) => !images.TestLabels.Contains(c)).ToArray() is
                        { Length: > 0 } unseen
                    )
                        Console.Error.WriteLine(
                            $"warning: {path}: no held-out image of {string.Join(", ", unseen)}: "
                                + "the figures say nothing of it"
                        );
                    var share = parsed.GetValue(calibration) ?? (parsed.GetValue(labels) is null ? 0.2 : 0);
                    if (share is not (>= 0 and <= 0.5))
                        throw new InputException($"--calibration {share}: must be 0 to 0.5");
                    var rules = trust.Read(parsed);
                    var (fit, kept) = images.Calibration(
                        images.Train(parsed.GetValue(labels), seedOfAll),
                        share,
                        TrustFit.Fewest,
                        seedOfAll
                    );
                    var device = machine.Start(parsed);
                    var (run, method) = SslRun.Load(parsed.GetValue(encoder)!, device);
                    using var trained = method;
                    using var pixels = folder.Pixels(run.Config.Side);
                    var asked = new HeadRun(
                        parsed.GetValue(encoder)!,
                        BundleFiles.Sha256(RunFolder.CheckpointOf(parsed.GetValue(encoder)!)),
                        run.ManifestSha256,
                        run.IncludeTest,
                        folder.Info.Name,
                        folder.ManifestSha256,
                        weight,
                        seedOfAll,
                        splits,
                        parsed.GetValue(labels),
                        share,
                        rules,
                        Precision.Fp32
                    );
                    torch.random.manual_seed(seedOfAll);
                    using var random = new ResNet18().to(device);
                    var (head, metrics, embeddings) = Evaluate(
                        method.Encoder,
                        random,
                        pixels,
                        folder.Classes,
                        images,
                        fit,
                        weight,
                        seedOfAll,
                        splits,
                        parsed.GetValue(labels),
                        device,
                        cancellation
                    );

                    var measured = HeadTrust.Of(
                        head,
                        embeddings,
                        images,
                        fit,
                        kept,
                        folder,
                        pixels,
                        !run.IncludeTest,
                        rules,
                        cancellation
                    );
                    // Made when there is something to write: a head that was interrupted leaves nothing, and may be run
                    // again.
                    var target = RunFolder.Open(
                        parsed.GetValue(output)!,
                        asked,
                        resume: null,
                        Start.Now(device, Precision.Fp32)
                    );
                    measured.Save(target);
                    head.Save(target.File("head.zip"));
                    File.WriteAllBytes(
                        target.File("confusion.png"),
                        Confusion.Png(
                            "Linear head on the held-out images",
                            metrics.Classes,
                            metrics.Trained.Confusion.Counts
                        )
                    );
                    CsvTable.Write(
                        target.File("confusion.csv"),
                        ["true_class", .. metrics.Classes],
                        metrics.Classes.Zip(
                            metrics.Trained.Confusion.Counts,
                            (c, row) => (string[])[c, .. row.Select(n => $"{n}")]
                        )
                    );
                    PredictionsFile.Write(
                        target.File(PredictionsFile.Name),
                        metrics.Classes,
                        [.. images.Test.Select(i => folder.Rows[images.Rows[i]].Image)],
                        metrics.Trained
                    );
                    AtomicFile.Write(
                        target.File("metrics.json"),
                        Encoding.UTF8.GetBytes(metrics.ToJson().ToJsonString(Indented) + "\n")
                    );
                    Print(metrics);
                    Print(measured);
                    Console.WriteLine($"head in {target.File("head.zip")}");
                })
        );
        return command;
    }

    static (LinearHead Head, HeadMetrics Metrics, float[][] Embeddings) Evaluate(
        ResNet18 trained,
        ResNet18 random,
        PackedPixels pixels,
        IReadOnlyList<string> classes,
        LabelledImages images,
        int[] fit,
        float? l2,
        int seed,
        int splits,
        int? labels,
        torch.Device device,
        CancellationToken cancellation
    )
    {
        T Report<T>(string title, long total, string unit, Func<Action<int>, T> work)
        {
            using var progress = new ProgressLine(title, total, unit);
            progress.Report(0);
            return work(done =>
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report(done);
            });
        }
        float[][] Embed(ResNet18 encoder, string name) =>
            Report(
                $"embed ({name})",
                images.Rows.Length,
                "img",
                report => EmbeddingExtractor.Extract(encoder, pixels, images.Rows, device, report)
            );
        AccuracyOverSeeds? Paper(float[][] embeddings, string name)
        {
            var protocol = new PaperHead();
            return labels is not null
                ? null
                : Report(
                    $"paper's protocol ({name})",
                    protocol.Seeds,
                    "runs",
                    report => protocol.Evaluate(embeddings, images.Labels, classes.Count, seed, report, cancellation)
                );
        }
        float Regularisation(HeadEvaluation evaluation, string name) =>
            l2
            ?? Report(
                $"choose L2 ({name})",
                L2Choice.Candidates.Count,
                "fits",
                report => evaluation.ChooseL2(fit, seed, report)
            );

        var (learned, untrained) = (Embed(trained, "trained"), Embed(random, "random"));
        var (evaluation, control) = (
            new HeadEvaluation(learned, images, classes.Count),
            new HeadEvaluation(untrained, images, classes.Count)
        );
        var weight = Regularisation(evaluation, "trained");
        var (head, test) = evaluation.FitAndTest(fit, weight);
        var majority = new ConfusionMatrix(
            images.TestLabels,
            [.. images.TestLabels.Select(_ => images.Majority)],
            classes.Count
        );
        return (
            head,
            new(
                classes,
                fit.Length,
                test,
                majority,
                control.FitAndTest(fit, Regularisation(control, "random")).Test.Confusion,
                Paper(learned, "trained"),
                Paper(untrained, "random")
            )
            {
                L2 = weight,
                Seed = seed,
                NearestNeighbours = evaluation.NearestNeighbours(fit),
                Splits = Report(
                    "other splits",
                    splits,
                    "fits",
                    report => evaluation.Resplit(splits, labels, weight, seed, report)
                ),
            },
            learned
        );
    }

    static void Print(HeadTrust trust)
    {
        var e = trust.Evaluation;
        if (trust.Fit.Images == 0)
        {
            Console.WriteLine(
                $"not calibrated: fewer than {TrustFit.Fewest} images were kept for it (see --calibration)"
            );
            return;
        }
        Console.WriteLine(
            $"calibrated on {trust.Fit.Images} images: temperature "
                + $"{trust.Fit.Calibration.Temperature:0.00}"
                + (trust.Fit.Calibration.Scale is null ? "; " : " with a scale and shift for each class; ")
                + $"calibration error {e.BeforeCalibration.Error.Value:0.000} before, "
                + $"{e.AfterCalibration.Error.Value:0.000} after"
        );
        Console.WriteLine(
            $"prediction sets hold the true class for {100 * e.Sets!.Coverage.Value:0.0} % (promised "
                + $"{100 * e.Sets.Stated:0} %), {e.Sets.Size:0.00} classes each; "
                + $"{100 * e.Unlike!.Rejected.Value:0.0} % of the held-out images are called unlike the training "
                + $"images (set to {100 * e.Unlike.StatedRejection:0.#} %)"
        );
    }

    static void Print(HeadMetrics metrics)
    {
        static string Percent(double? share) => share is { } value ? $"{100 * value:0.0} %" : "-";
        static string Within(double share, (double Low, double High)? interval) =>
            $"{100 * share:0.0} % "
            + (interval is var (low, high) ? $"[{100 * low:0.0}, {100 * high:0.0}]" : "[withheld]");
        static string OverSeeds(AccuracyOverSeeds? accuracy) =>
            accuracy is { Runs.Count: > 0 }
                ? $"{100 * accuracy.Mean:0.0} ± {100 * accuracy.StandardDeviation:0.0} %"
                : "";
        var confusion = metrics.Trained.Confusion;
        var sheet = new Sheet("", "accuracy [95 %]", "balanced accuracy [95 %]", "paper's protocol");
        sheet.Add(
            "trained encoder",
            Within(confusion.Accuracy, metrics.AccuracyInterval),
            Within(confusion.BalancedAccuracy, metrics.BalancedAccuracyInterval),
            OverSeeds(metrics.Paper)
        );
        if (metrics.Splits.Count > 0)
            sheet.Add(
                $"  {metrics.Splits.Count} other splits",
                OverSeeds(metrics.SplitAccuracy),
                OverSeeds(metrics.SplitBalancedAccuracy),
                ""
            );
        sheet.Add(
            "  nearest neighbours",
            Percent(metrics.NearestNeighbours.Accuracy),
            Percent(metrics.NearestNeighbours.BalancedAccuracy),
            ""
        );
        sheet.Add(
            "random encoder",
            Percent(metrics.RandomEncoder.Accuracy),
            Percent(metrics.RandomEncoder.BalancedAccuracy),
            OverSeeds(metrics.RandomEncoderPaper)
        );
        sheet.Add("majority class", Percent(metrics.Majority.Accuracy), Percent(metrics.Majority.BalancedAccuracy), "");
        sheet.Write();
        if (metrics.AccuracyInterval is null || metrics.BalancedAccuracyInterval is null)
            Console.WriteLine(
                $"an interval is withheld where fewer than {Bootstrap.FewestLesions} held-out lesions, "
                    + "of all or of a class, would give it"
            );
        var byClass = new Sheet("class", "sensitivity", "specificity", "AUC", "test images");
        for (var c = 0; c < metrics.Classes.Count; c++)
            byClass.Add(
                $"{metrics.Classes[c]} {Diagnosis.Named(metrics.Classes[c]).Name}",
                Percent(confusion.Recall[c]),
                Percent(confusion.Specificity[c]),
                metrics.Auc[c] is { } auc ? $"{auc:0.000}" : "-",
                $"{confusion.Counts[c].Sum()}"
            );
        byClass.Write();
    }
}
