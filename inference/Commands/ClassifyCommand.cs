using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.CommandLine;
using Platform.Inference.Classification;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Inference.Commands;

static class ClassifyCommand
{
    const int Shown = 3;
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    sealed record Answer(string Image, Classified? Classified, string? Error);

    public static Command Create()
    {
        var path = BundleArgument.Create();
        var images = new Argument<string[]>("image")
        {
            Description = "an image, or a folder of images; may be repeated",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "one JSON object a line, with every class" };
        var explain = new Option<string?>("--explain")
        {
            Description = "PNG to write: the one image with what speaks for a class in red and against it in blue",
        };
        var explained = new Option<string?>("--explain-class")
        {
            Description = "code of that class (default: the most probable)",
        };
        var provider = BundleArgument.Provider();
        var limits = new LimitOptions();
        var command = new Command(
            "classify",
            "Prints the most probable classes of images. Exit code 1 when an image could not be used."
        )
        {
            path,
            images,
            json,
            explain,
            explained,
            provider,
        };
        limits.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
            {
                var (files, unusable) = Find(parsed.GetRequiredValue(images));
                if (parsed.GetValue(explain) is { } picture)
                    AtomicFile.CheckFolder(picture, "--explain");
                using var bundle = Bundle.Load(
                    parsed.GetRequiredValue(path),
                    new OnnxOptions { Provider = parsed.GetValue(provider) }
                );
                BundleChoice.Say(parsed.GetRequiredValue(path), bundle);
                var failed = Run(bundle, files, unusable, limits.Read(parsed), parsed.GetValue(json), cancel);
                if (failed == 0 && parsed.GetValue(explain) is { } target)
                    Explain(bundle, files, limits.Read(parsed), target, parsed.GetValue(explained));
                return Task.FromResult(failed);
            }
        );
        return command;
    }

    static (IReadOnlyList<string> Files, IReadOnlyList<UnusableFile> Unusable) Find(string[] paths)
    {
        var found = paths.Select(Find).ToArray();
        return ([.. found.SelectMany(f => f.Files)], [.. found.SelectMany(f => f.Unusable)]);
    }

    /// <summary>The file itself, or a folder's images with those of its subfolders, in ordinal order.</summary>
    static (IReadOnlyList<string> Files, IReadOnlyList<UnusableFile> Unusable) Find(string path)
    {
        if (File.Exists(path))
            return ([path], []);
        if (!Directory.Exists(path))
            throw new InputException($"{path}: no such file or folder");
        var folder = ImageFolder.Walk(path);
        return folder.Images.Count + folder.Unusable.Count > 0
            ? ([.. folder.Images.Select(f => f.Path)], folder.Unusable)
            : throw new InputException($"{path}: no image in it; found {folder.Found}");
    }

    static int Run(
        Bundle bundle,
        IReadOnlyList<string> files,
        IReadOnlyList<UnusableFile> unusable,
        ImageLimits limits,
        bool json,
        CancellationToken cancel
    )
    {
        var classifier = new Classifier(bundle, limits);
        var answers = files
            .AsParallel()
            .AsOrdered()
            .WithDegreeOfParallelism(Math.Min(Environment.ProcessorCount, 512))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .WithCancellation(cancel)
            .Select(f => Classify(classifier, f, limits));
        using var progress = files.Count > 1 ? new ProgressLine("classify", files.Count, "images") : null;
        foreach (var (file, reason) in unusable)
            Complain(file.Path, reason);
        int done = 0,
            failed = 0;
        foreach (var answer in answers)
        {
            if (answer.Error is { } reason)
            {
                failed++;
                Complain(answer.Image, reason);
            }
            else if (json)
                Console.WriteLine(JsonSerializer.Serialize(Line(bundle.Manifest, answer), Json));
            else
                Console.WriteLine(Text(bundle.Manifest, answer.Image, answer.Classified!));
            progress?.Report(++done);
        }
        if (!json && failed < files.Count)
        {
            var manifest = bundle.Manifest;
            foreach (var (code, name) in manifest.Classes)
                Console.WriteLine(Terminal.Plain($"  {code}: {name}"));
            Console.WriteLine(Terminal.Plain($"{manifest.Name} {manifest.Version}: {manifest.IntendedUse}"));
        }
        return failed + unusable.Count == 0 ? 0 : 1;
    }

    static void Explain(Bundle bundle, IReadOnlyList<string> files, ImageLimits limits, string target, string? code)
    {
        if (files.Count != 1)
            throw new InputException($"--explain: {files.Count} images; give one");
        var (classifier, encoded) = (new Classifier(bundle, limits), ImageFile.Read(files[0], limits));
        code ??= classifier.Classify(encoded).Predictions[0].Code;
        var index = bundle.Manifest.Classes.Select(c => c.Code).ToList().IndexOf(code);
        if (index < 0)
            throw new InputException(
                $"--explain-class {code}: the classes are "
                    + $"{string.Join(", ", bundle.Manifest.Classes.Select(c => c.Code))}"
            );
        AtomicFile.Create(target, classifier.Explain(encoded, index), "--explain");
        Console.Error.WriteLine($"{target}: red speaks for {code}, blue against it");
    }

    static void Complain(string image, string reason) =>
        Console.Error.WriteLine(Terminal.Plain($"error: {image}: {reason}"));

    /// <summary>One line, whatever the file's name.</summary>
    static string Text(BundleManifest manifest, string image, Classified classified)
    {
        var best = classified.Predictions.Take(Shown).Select(p => $"{p.Code} {Text(p.Probability)}");
        return Terminal.Plain($"{image}  {string.Join("  ", best)}{Doubts(manifest, classified.Judgement)}");
    }

    /// <summary>
    /// A probability of the model is never 0 or 1: what rounding would make so says on which side it is.
    /// </summary>
    internal static string Text(double probability)
    {
        var text = probability.ToString("0.0000", CultureInfo.InvariantCulture);
        return text switch
        {
            "0.0000" => "<0.0001",
            "1.0000" => ">0.9999",
            _ => text,
        };
    }

    static string Doubts(BundleManifest manifest, Judgement judgement) =>
        judgement switch
        {
            { Unlike: true } => "  UNLIKE the training images: do not use this answer",
            { Set.Count: > 1 } =>
                $"  uncertain: may be {string.Join(", ", judgement.Set.Select(c => manifest.Classes[c].Code))} "
                    + $"(with {100 * manifest.Trust!.Conformal!.Coverage:0} % coverage)",
            _ => "",
        };

    static Answer Classify(Classifier classifier, string file, ImageLimits limits)
    {
        try
        {
            return new(file, classifier.Classify(ImageFile.Read(file, limits)), null);
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return new(file, null, e.Message.ReplaceLineEndings(" "));
        }
    }

    static object Line(BundleManifest manifest, Answer answer) =>
        new
        {
            answer.Image,
            TopClass = answer.Classified!.Predictions[0].Code,
            answer.Classified.Predictions,
            UnlikeTraining = answer.Classified.Judgement.Unlike is { } unlike
                ? new
                {
                    answer.Classified.Judgement.Distance,
                    manifest.Trust!.Unlike!.Threshold,
                    manifest.Trust.Unlike.FalseRejection,
                    Unlike = unlike,
                }
                : null,
            PredictionSet = answer.Classified.Judgement.Set is { } set
                ? new
                {
                    Codes = set.Select(c => manifest.Classes[c].Code),
                    manifest.Trust!.Conformal!.Coverage,
                    manifest.Trust.Conformal.ByClass,
                }
                : null,
            BundleName = manifest.Name,
            BundleVersion = manifest.Version,
            manifest.IntendedUse,
        };
}
