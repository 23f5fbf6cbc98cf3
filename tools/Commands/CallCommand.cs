using System.CommandLine;
using Platform.Shared.Commands;
using Platform.Shared.Files;
using Platform.Tools.Calling;

namespace Platform.Tools.Commands;

/// <summary><c>tools call</c>: classifies images on a running server, and scores the answers where folders name the classes.</summary>
public static class CallCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = "of the server, such as http://127.0.0.1:50051" };
        var path = new Argument<string>("path") { Description = "an image, a folder of images, or a folder per class" };
        var (key, authority) = ServerAccess.Options();
        var command = new Command("call", "Classify images on a running server over gRPC; with a folder per class, score the answers.") { address, path, key, authority };
        command.SetAction(async (parsed, cancel) =>
        {
            var unusable = new List<UnusableFile>();
            var files = LabelledFile.Find(parsed.GetValue(path)!, unusable.Add);
            IReadOnlyList<Answer> answers;
            using (var progress = new ProgressLine("call", files.Count, "images"))
            {
                progress.Report(0);
                answers = await LesionCaller.ClassifyAsync(parsed.GetValue(address)!, files, done => progress.Report(done), cancel, new(parsed.GetValue(key), parsed.GetValue(authority)));
            }
            foreach (var answer in answers)
                Console.WriteLine(answer.Response is { } r ? $"{answer.File.Path}\t{r.TopClass}\t{r.Predictions[0].Probability:0.000}" : $"{answer.File.Path}\terror\t{answer.Error}");
            foreach (var (file, reason) in unusable) Console.WriteLine($"{file.Path}\terror\t{reason}");
            if (Score.Of(answers) is { } score)
                Console.WriteLine($"{score.Images} labelled images: accuracy {score.Accuracy:0.0%}, balanced accuracy {score.BalancedAccuracy:0.0%}, majority class {score.Majority:0.0%}");
            if (answers.FirstOrDefault(a => a.Response is not null) is { } any) Console.WriteLine($"{any.Response!.BundleName} {any.Response.BundleVersion}: {any.Response.IntendedUse}");
            return unusable.Count > 0 || answers.Any(a => a.Error is not null) ? 1 : 0;
        });
        return command;
    }
}
