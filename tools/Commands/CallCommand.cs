using System.CommandLine;
using Platform.CommandLine;
using Platform.Protos;
using Platform.Shared.Files;
using Platform.Tools.Calling;

namespace Platform.Tools.Commands;

/// <summary>
/// <c>tools call</c>: classifies images on a running server, and scores the answers where folders name the classes.
/// </summary>
public static class CallCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = "of the server, such as http://127.0.0.1:50051" };
        var paths = new Argument<string[]>("path")
        {
            Description = "an image, a folder of images, or a folder per class; may be repeated",
            Arity = ArgumentArity.OneOrMore,
        };
        var (key, authority) = ServerAccess.Options();
        var command = new Command(
            "call",
            "Classify images on a running server over gRPC; with a folder per class, score the answers."
        )
        {
            address,
            paths,
            key,
            authority,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var unusable = new List<UnusableFile>();
                LabelledFile[] files = [.. parsed.GetValue(paths)!.SelectMany(p => LabelledFile.Find(p, unusable.Add))];
                IReadOnlyList<Answer> answers;
                using (var progress = files.Length > 1 ? new ProgressLine("call", files.Length, "images") : null)
                {
                    var access = new ServerAccess(parsed.GetValue(key), parsed.GetValue(authority));
                    answers = await LesionCaller.ClassifyAsync(
                        parsed.GetValue(address)!,
                        files,
                        done => progress?.Report(done),
                        cancel,
                        access
                    );
                }
                foreach (var answer in answers)
                    if (answer.Response is { } r)
                        Row([answer.File.Path, r.TopClass, $"{r.Predictions[0].Probability:0.000}", .. Doubt(r)]);
                    else
                        Row(answer.File.Path, "error", answer.Error!);
                foreach (var (file, reason) in unusable)
                    Row(file.Path, "error", reason);
                var (known, note) = KnownClasses.Only(answers);
                if (note is not null)
                    Console.Error.WriteLine(Terminal.Plain($"note: {note}"));
                if (Score.Of(known) is { } score)
                    Console.WriteLine(
                        $"{score.Images} labelled images: accuracy {score.Accuracy:0.0%}, balanced accuracy "
                            + $"{score.BalancedAccuracy:0.0%}, majority class {score.Majority:0.0%}"
                    );
                if (answers.FirstOrDefault(a => a.Response is not null) is { } any)
                    Console.WriteLine(
                        $"{any.Response!.BundleName} {any.Response.BundleVersion}: {any.Response.IntendedUse}"
                    );
                return unusable.Count > 0 || answers.Any(a => a.Error is not null) ? 1 : 0;
            }
        );
        return command;
    }

    /// <summary>What a reader of the line must not miss, in a cell behind the others.</summary>
    static string[] Doubt(ClassifyResponse response) =>
        response.UnlikeTraining is { Unlike: true } ? ["UNLIKE the training images: do not use this answer"] : [];

    /// <summary>Cells between tabs, in one line whatever the file's name.</summary>
    static void Row(params string[] cells) => Console.WriteLine(string.Join('\t', cells.Select(Terminal.Plain)));
}
