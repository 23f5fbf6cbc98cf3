using Platform.Shared;
using Platform.Tools.Bench;
using Platform.Tools.Calling;
using Platform.Tools.Phases;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>The whole job on somebody's own photographs: from their folder to a server that answers.</summary>
public static class PhotographsRunner
{
    /// <summary>Checkpoints, heads, the report and the bundle, beside the packed photographs, bytes.</summary>
    const long OtherFiles = 900L << 20;

    /// <summary>Asked of the server, to see that it answers, photographs.</summary>
    const int Tried = 8;

    const string Beside =
        "These are estimates; beside other work it takes longer. Ctrl-C stops it, and the same line goes on.";

    const string Page = "page and JSON at ",
        Grpc = "listening on ";

    /// <param name="say">takes the lines of what it finds and makes</param>
    /// <exception cref="InputException">Something was wrong with the photographs, or a step failed.</exception>
    public static async Task RunAsync(
        PhotographsRequest request,
        string output,
        Action<string> say,
        CancellationToken cancel
    )
    {
        request.Check();
        var folder = new PhotographsFolder(output, request.BundleName);
        var pace = folder.Open(request);
        if (pace is not null)
            say($"goes on in {output}: what is done is kept");
        var source = await SourcePreview.OfAsync(request, folder, cancel);
        source.Check(request);
        Found(request, source, say);
        CheckSpace(folder, source);
        if (pace is null)
        {
            folder.Save(request, null);
            say("measuring how fast this machine is ...");
            pace = await MeasuredPace.TakeAsync(request, folder, cancel);
            folder.Save(request, pace);
        }
        Planned(request, source, pace, say);
        if (request.DryRun)
            return;
        await StepBars.RunAsync(PhotographsSteps.All(request, folder), cancel);
        await ServeAsync(request, folder, say, cancel);
    }

    static void Found(PhotographsRequest request, SourcePreview source, Action<string> say)
    {
        foreach (var (code, images) in source.Classes)
            say(
                $"{images, 9:N0} photographs  {code}"
                    + (images < SourcePreview.FewOfAClass ? "  (few: it will be learnt and judged poorly)" : "")
            );
        say(
            $"{source.Images, 9:N0} in all, in {request.Source}"
                + (source.Rejected > 0 ? $"; {source.Rejected:N0} files or rows cannot be used" : "")
        );
        if (source.Malignant(request) is { Count: > 0 } codes)
            say($"as malignant count {string.Join(", ", codes)}");
        else
            foreach (var line in ModelReport.Wrapped(ModelReport.NoMalignant(source.Classes.Select(c => c.Class))))
                say(line);
    }

    static void Planned(PhotographsRequest request, SourcePreview source, MeasuredPace pace, Action<string> say)
    {
        var threads = request.Threads ?? Environment.ProcessorCount;
        say("");
        var rate = FormattableString.Invariant($"{pace.ImagesPerSecond:0}");
        var machine =
            $"On {Machine.Model() ?? "this processor"}, {threads} {(threads == 1 ? "thread" : "threads")}, "
            + $"which trains at {rate} photographs a second:";
        foreach (var line in ModelReport.Wrapped(machine))
            say(line);
        foreach (var line in TimePlan.Of(request, source, pace).Lines())
            say(line);
        foreach (var line in ModelReport.Wrapped(Beside))
            say(line);
        say("");
    }

    /// <exception cref="InputException">The disk is too small.</exception>
    static void CheckSpace(PhotographsFolder folder, SourcePreview source)
    {
        var (needed, parent) = (source.PackedBytes + OtherFiles, Path.GetFullPath(folder.Root));
        while (!Directory.Exists(parent))
            parent = Path.GetDirectoryName(parent)!;
        var free = new DriveInfo(parent).AvailableFreeSpace;
        if (free < needed && !Directory.Exists(folder.Data))
            throw new InputException(
                $"--out {folder.Root}: about {Gigabytes(needed)} are needed and {Gigabytes(free)} are free there"
            );
    }

    static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e9:0.0} GB");

    static async Task ServeAsync(
        PhotographsRequest request,
        PhotographsFolder folder,
        Action<string> say,
        CancellationToken cancel
    )
    {
        var (server, address) = await PhaseProcess.StartAndWaitAsync(
            PhaseProgram.Inference,
            ["serve", folder.Models, "--port", "0", "--http-port", "0"],
            Grpc,
            cancel
        );
        using var _ = server;
        var page = server.Output.First(line => line.StartsWith(Page, StringComparison.Ordinal))[Page.Length..];
        var files = LabelledFile.Find(request.Source).Take(Tried).ToArray();
        var answers = await LesionCaller.ClassifyAsync(address, files, null, cancel);
        if (answers.All(a => a.Response is null))
            throw new InputException($"{folder.Bundle}: the server answers no photograph: {answers[0].Error}");
        Report(request, folder, say);
        if (!request.Serve)
        {
            await server.StopAsync();
            say($"{Tried} photographs were answered over gRPC; the server is stopped (--no-serve).");
            Again(folder, say);
            return;
        }
        say($"Its page is at {page}");
        say($"gRPC is at     {address}");
        say("Ctrl-C stops the server.");
        Again(folder, say);
        await server.EndedAsync(cancel);
    }

    static void Report(PhotographsRequest request, PhotographsFolder folder, Action<string> say)
    {
        var report = new ModelReport(Measured.Of(folder.Head), request, PhotographsSteps.TrainingImages(folder));
        say("");
        foreach (var line in report.Lines())
            say(line);
        say("");
        foreach (var line in report.Limits())
            say(line);
        say("");
        if (request.GanMinutes > 0)
            say(
                PhotographsSteps.DrawsWell(folder)
                    ? $"synthetic    {folder.SyntheticGrid}"
                    : $"synthetic    failed its audit and is not published: {folder.Audit}"
            );
        say($"bundle       {folder.Bundle}");
        say($"model card   {Path.Combine(folder.Bundle, "MODEL_CARD.md")}");
        say($"report       {Path.Combine(folder.Report, "report.html")}");
        say("");
    }

    static void Again(PhotographsFolder folder, Action<string> say)
    {
        say("To serve it again:");
        say($"  {ShellLine.Of("inference", "serve", folder.Models, "--port", "50051", "--http-port", "8000")}");
    }
}
