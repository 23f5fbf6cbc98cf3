using System.CommandLine;
using Platform.CommandLine;
using Platform.Inference.HeadFitting;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Commands;

static class FitHeadCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var images = new Option<string>("--images")
        {
            Description = "a folder of images for each class, named by its code",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "the new version, such as 1.1.0; written beside the old one",
            Required = true,
        };
        var groups = new Option<string?>("--groups")
        {
            Description =
                "CSV that says which images show one lesion or patient: columns image and --group-by "
                + "(default: groups.csv in the folder, where there is one; else each image stands alone)",
        };
        var groupBy = new Option<string>("--group-by")
        {
            Description = "that column",
            DefaultValueFactory = _ => "lesion",
        };
        var folds = new Option<int>("--folds")
        {
            Description = "parts of the cross-validation",
            DefaultValueFactory = _ => 5,
        };
        var seed = new Option<int>("--seed") { Description = "of the division into folds" };
        var dropAbsent = new Option<bool>("--drop-absent") { Description = "leave out classes without a folder" };
        var evenIfWorse = new Option<bool>("--even-if-worse")
        {
            Description = "publish although the old head does better on the same images",
        };
        var limits = new LimitOptions();
        var command = new Command(
            "fit-head",
            "Fits the linear head again on a site's own labelled images and publishes it as a new version of the "
                + "bundle."
        )
        {
            path,
            images,
            output,
            groups,
            groupBy,
            folds,
            seed,
            dropAbsent,
            evenIfWorse,
        };
        limits.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
                Task.Run(
                    () =>
                    {
                        using var bundle = Bundle.Load(parsed.GetRequiredValue(path));
                        BundleChoice.Say(parsed.GetRequiredValue(path), bundle);
                        var version = Version(bundle, parsed.GetRequiredValue(output));
                        var count = parsed.GetValue(folds) is >= Folds.Least and <= 100 and var k
                            ? k
                            : throw new InputException(
                                $"--folds {parsed.GetValue(folds)}: must be {Folds.Least} to 100"
                            );
                        var (folder, column) = (parsed.GetRequiredValue(images), parsed.GetValue(groupBy)!);
                        var found = LocalImages.Of(folder, bundle.Manifest, parsed.GetValue(dropAbsent));
                        var table = ImageGroups.Find(
                            parsed.GetValue(groups),
                            folder,
                            column,
                            note => Console.Error.WriteLine($"note: {note}")
                        );
                        if (table is not null)
                            _ = ImageGroups.Read(table, column, []); // before minutes of work, not after
                        var (local, embeddings) = Embed(bundle, found, limits.Read(parsed), cancel);
                        var group = table is not null ? ImageGroups.Read(table, column, local.Files) : local.Files;
                        Fit(
                            bundle,
                            version,
                            local,
                            embeddings,
                            group,
                            count,
                            parsed.GetValue(seed),
                            parsed.GetValue(evenIfWorse),
                            cancel
                        );
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    /// <summary>Before minutes of work, not after.</summary>
    static string Version(Bundle bundle, string version)
    {
        if (SemanticVersion.TryParse(version) is null)
            throw new InputException($"--out {version}: write it as major.minor.patch, such as 1.1.0");
        var target = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(bundle.Folder))!, version);
        return Path.Exists(target)
            ? throw new InputException(
                $"{target}: exists, and a published version is never overwritten; choose the next version"
            )
            : version;
    }

    /// <returns>[512] of each image that could be used</returns>
    static (LocalImages Images, IReadOnlyList<float[]> Embeddings) Embed(
        Bundle bundle,
        LocalImages images,
        ImageLimits limits,
        CancellationToken cancel
    )
    {
        foreach (var (file, reason) in images.LeftOut)
            LeaveOut(file, reason);
        var (side, embeddings) = (bundle.Manifest.Preprocessing.Side, new float[]?[images.Files.Count]);
        using (var progress = new ProgressLine("embed", images.Files.Count, "images"))
        {
            var done = 0;
            progress.Report(0);
            Parallel.For(
                0,
                images.Files.Count,
                new() { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                i =>
                {
                    try
                    {
                        embeddings[i] = bundle
                            .Encoder.Run(
                                [
                                    new(
                                        "pixels",
                                        Preprocessing.Square(images.Read(i, limits), side, limits),
                                        1,
                                        side,
                                        side,
                                        3
                                    ),
                                ],
                                "embedding"
                            )[0]
                            .Floats;
                    }
                    catch (ImageException e)
                    {
                        lock (progress)
                            LeaveOut(images.Files[i], e.Message);
                    }
                    lock (progress)
                        progress.Report(++done);
                }
            );
        }
        int[] used = [.. Enumerable.Range(0, embeddings.Length).Where(i => embeddings[i] is not null)];
        return (images.Keep(used), [.. used.Select(i => embeddings[i]!)]);
    }

    static void LeaveOut(string file, string reason) =>
        Console.Error.WriteLine(Terminal.Plain($"left out: {file}: {reason.ReplaceLineEndings(" ")}"));

    static void Fit(
        Bundle bundle,
        string version,
        LocalImages images,
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<string> groups,
        int count,
        int seed,
        bool evenIfWorse,
        CancellationToken cancel
    )
    {
        string[] codes = [.. images.Classes.Select(c => c.Code)];
        var folds = Folds.Of(groups, images.Labels, codes, count, seed);
        int[] kept = [.. codes.Select(code => bundle.Manifest.Classes.Select(c => c.Code).ToList().IndexOf(code))];
        var previous = new PreviousHead(bundle.Head, kept, SeenImages.Of(bundle, images, groups, out var unknown));
        if (unknown)
            Console.Error.WriteLine(
                $"warning: {bundle.Folder}: its head was fitted on images of a site by a release "
                    + "that did not write down which; where they are among these, the old head's figures flatter it"
            );
        CrossValidation.Result result;
        float[]?[] answers;
        using (
            var progress = new ProgressLine(
                "cross-validate",
                CrossValidation.Fits(count) + previous.Fits(images.Labels, folds, count),
                "fits"
            )
        )
        {
            var done = 0;
            void Report() => progress.Report(++done);
            progress.Report(0);
            result = CrossValidation.Run(embeddings, images.Labels, codes.Length, folds, count, Report, cancel);
            answers = previous.Answers(embeddings, images.Labels, folds, count, result, Report, cancel);
        }

        // Both heads on the images that both can be asked about fairly: nearly always all of them.
        int[] asked = [.. Enumerable.Range(0, answers.Length).Where(i => answers[i] is not null)];
        if (asked.Length == 0)
            throw new InputException(
                "the old head has seen all of these lesions or patients, "
                    + "and too few of them to be fitted again without each; add images of others"
            );
        var (both, old, found) = (
            images.Keep(asked),
            asked.Select(i => answers[i]!).ToArray(),
            asked.Select(i => result.OutOfFold[i]).ToArray()
        );
        var (before, after) = (
            HeadScores.Of(old, both.Labels, codes.Length),
            HeadScores.Of(found, both.Labels, codes.Length)
        );
        Console.WriteLine(
            $"{images.Files.Count} images of {groups.Distinct().Count()} lesions or patients, "
                + $"{count} folds; {(previous.Seen == 0 ? "the new head is" : "both heads are")} asked about images "
                + $"that "
                + $"{(previous.Seen == 0 ? "it has" : "they have")} not seen"
        );
        if (previous.Seen > 0)
            Console.WriteLine(
                $"the old head was fitted on {previous.Seen} of these images or on others of their "
                    + "lesion or patient: there it answers as fitted again without them"
            );
        if (asked.Length < answers.Length)
            Console.WriteLine(
                $"compared on the other {asked.Length} images, because the old head's own are too few to "
                    + "fit it again"
            );
        Show(both, before, after, old, found);
        if (after.BalancedAccuracy < before.BalancedAccuracy && !evenIfWorse)
            throw new InputException(
                $"not published: on images that it has not seen, the new head's balanced accuracy is "
                    + $"{after.BalancedAccuracy:0.000}, the old one's {before.BalancedAccuracy:0.000}; add images, "
                    + $"or give --even-if-worse"
            );

        var head = LinearHead.Fit(embeddings, images.Labels, codes.Length, result.L2);
        var manifest = RefittedBundle.Manifest(
            bundle.Manifest,
            version,
            images,
            groups.Distinct().Count(),
            count,
            result.L2,
            before,
            after
        );
        Console.WriteLine($"bundle in {RefittedBundle.Publish(bundle, head, images, manifest)}");
    }

    static void Show(LocalImages images, HeadScores before, HeadScores after, float[][] old, float[][] found)
    {
        Console.WriteLine($"{"", -20}{"old head", 10}{"new head", 10}");
        void Row(string name, double a, double b) => Console.WriteLine($"{name, -20}{a, 10:0.000}{b, 10:0.000}");
        Row("accuracy", before.Accuracy, after.Accuracy);
        Row("balanced accuracy", before.BalancedAccuracy, after.BalancedAccuracy);
        Row("cross entropy", before.CrossEntropy, after.CrossEntropy);
        for (var c = 0; c < images.Classes.Count; c++)
            Row(
                $"recall {images.Classes[c].Code} ({images.Labels.Count(l => l == c)})",
                before.Recall[c],
                after.Recall[c]
            );
        bool Right(float[] p, int i) => HeadScores.Best(p) == images.Labels[i];
        var pairs = images.Labels.Select((_, i) => (Old: Right(old[i], i), New: Right(found[i], i))).ToArray();
        Console.WriteLine(
            $"right now and wrong before: {pairs.Count(p => !p.Old && p.New)}; wrong now and right before: "
                + $"{pairs.Count(p => p.Old && !p.New)}"
        );
    }
}
