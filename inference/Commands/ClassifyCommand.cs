using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Inference.Classification;
using Platform.Shared.Bundles;
using Platform.Shared.Commands;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Inference.Commands;

static class ClassifyCommand
{
    const int Shown = 3;
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    sealed record Answer(string Image, IReadOnlyList<Prediction>? Predictions, string? Error);

    public static Command Create()
    {
        var path = BundleArgument.Create();
        var images = new Argument<string>("image") { Description = "an image, or a folder of images" };
        var json = new Option<bool>("--json") { Description = "one JSON object a line, with every class" };
        var provider = BundleArgument.Provider();
        var limits = new LimitOptions();
        var command = new Command("classify", "Prints the most probable classes of images. Exit code 1 when an image could not be used.") { path, images, json, provider };
        limits.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var files = ImageFiles.Of(parsed.GetRequiredValue(images));
            using var bundle = Bundle.Load(parsed.GetRequiredValue(path), new OnnxOptions { Provider = parsed.GetValue(provider) });
            return Task.FromResult(Run(bundle, files, limits.Read(parsed), parsed.GetValue(json), cancel));
        });
        return command;
    }

    static int Run(Bundle bundle, IReadOnlyList<string> files, ImageLimits limits, bool json, CancellationToken cancel)
    {
        var classifier = new Classifier(bundle, limits);
        var answers = files.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Min(Environment.ProcessorCount, 512))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(cancel).Select(f => Classify(classifier, f, limits));
        using var progress = files.Count > 1 ? new ProgressLine("classify", files.Count, "images") : null;
        int done = 0, failed = 0;
        foreach (var answer in answers)
        {
            if (answer.Error is not null) { failed++; Console.Error.WriteLine($"error: {answer.Image}: {answer.Error}"); }
            else if (json) Console.WriteLine(JsonSerializer.Serialize(Line(bundle.Manifest, answer), Json));
            else Console.WriteLine($"{answer.Image}  {string.Join("  ", answer.Predictions!.Take(Shown).Select(p => $"{p.Code} {p.Probability:0.0000}"))}");
            progress?.Report(++done);
        }
        if (!json && failed < files.Count)
        {
            foreach (var (code, name) in bundle.Manifest.Classes) Console.WriteLine($"  {code}: {name}");
            Console.WriteLine($"{bundle.Manifest.Name} {bundle.Manifest.Version}: {bundle.Manifest.IntendedUse}");
        }
        return failed == 0 ? 0 : 1;
    }

    static Answer Classify(Classifier classifier, string file, ImageLimits limits)
    {
        try
        {
            return new(file, classifier.Classify(ImageFiles.Read(file, limits)), null);
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return new(file, null, e.Message.ReplaceLineEndings(" "));
        }
    }

    static object Line(BundleManifest manifest, Answer answer) => new
    {
        answer.Image,
        TopClass = answer.Predictions![0].Code,
        answer.Predictions,
        BundleName = manifest.Name,
        BundleVersion = manifest.Version,
        manifest.IntendedUse,
    };
}
