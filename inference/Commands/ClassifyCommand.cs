using System.CommandLine;
using Platform.CommandLine;
using Platform.Inference.Classification;
using Platform.Shared.Bundles;
using Platform.Shared.Trust;

namespace Platform.Inference.Commands;

static class ClassifyCommand
{
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
        var prior = new Option<Prior>("--prior")
        {
            Description =
                "how frequent the classes are taken to be: own, as the bundle answers by itself; training, as "
                + "among the training images; uniform, all alike",
        };
        var prevalence = BundleArgument.Prevalence();
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
            prior,
            prevalence,
            provider,
        };
        limits.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
            {
                var request = new ClassifyFilesRequest
                {
                    Bundle = parsed.GetRequiredValue(path),
                    Images = parsed.GetRequiredValue(images),
                    Explain = parsed.GetValue(explain),
                    ExplainClass = parsed.GetValue(explained),
                    Prior = parsed.GetValue(prior),
                    Prevalence = parsed.GetValue(prevalence),
                    Provider = parsed.GetValue(provider),
                    Limits = limits.Read(parsed),
                };
                return Task.FromResult(Run(request, parsed.GetValue(json), cancel));
            }
        );
        return command;
    }

    static int Run(ClassifyFilesRequest request, bool json, CancellationToken cancel)
    {
        using var runner = new ClassifyFilesRunner(request);
        var (classified, failed) = runner.Run(answer => Print(runner, answer, json), cancel);
        if (!json && classified > 0)
            PrintClasses(runner.Manifest);
        if (failed > 0)
            return 1;
        if (request.Explain is { } target)
            Console.Error.WriteLine($"{target}: red speaks for {runner.Explain(target)}, blue against it");
        return 0;
    }

    static void Print(ClassifyFilesRunner runner, ImageAnswer answer, bool json)
    {
        if (answer.Classified is not { } classified)
            Console.Error.WriteLine(Terminal.Plain($"error: {answer.Image}: {answer.Error}"));
        else if (json)
            Console.WriteLine(AnswerText.Json(runner.Manifest, answer.Image, classified, runner.Sides));
        else
            Console.WriteLine(AnswerText.Text(runner.Manifest, answer.Image, classified, runner.Sides));
    }

    static void PrintClasses(BundleManifest manifest)
    {
        foreach (var (code, name) in manifest.Classes)
            Console.WriteLine(Terminal.Plain($"  {code}: {name}"));
        Console.WriteLine(Terminal.Plain($"{manifest.Name} {manifest.Version}: {manifest.IntendedUse}"));
    }
}
