using System.CommandLine;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Tools.Calling;
using Platform.Tools.Loading;

namespace Platform.Tools.Commands;

/// <summary><c>tools load</c>: puts a running server under load and checks every answer.</summary>
public static class LoadCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address") { Description = "of the server, such as http://127.0.0.1:50051" };
        var path = new Argument<string>("path") { Description = "an image, a folder of images, or a folder per class" };
        var callers = new Option<int>("--callers")
        {
            Description = "callers at once, each of whom waits for the answer",
            DefaultValueFactory = _ => 64,
        };
        var seconds = new Option<int>("--seconds") { Description = "length of the run", DefaultValueFactory = _ => 60 };
        var rate = new Option<double?>("--rate")
        {
            Description =
                "calls a second, whether answered or not: overload; the callers are then only spread over "
                + "connections, and need processors that the server does not (taskset)",
        };
        var deadline = new Option<int?>("--deadline") { Description = "of one call, milliseconds" };
        var images = new Option<int>("--images")
        {
            Description = "use no more than so many images",
            DefaultValueFactory = _ => 500,
        };
        var expected = new Option<string[]>("--expected")
        {
            Description =
                "answers to expect, as `inference classify --json` prints them, one file a version; without: the "
                + "first answer for each image and version",
        };
        var (key, authority) = ServerAccess.Options();
        var command = new Command(
            "load",
            "Put a running server under load: rate, latency percentiles, every status, every answer checked."
        )
        {
            address,
            path,
            callers,
            seconds,
            rate,
            deadline,
            images,
            expected,
            key,
            authority,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var files = LabelledFile
                    .Find(parsed.GetValue(path)!, LeaveOut)
                    .Take(InRange("--images", parsed.GetValue(images), 1, 1_000_000));
                if (parsed.GetValue(rate) is { } r and not (> 0 and <= 1e6))
                    throw new InputException($"--rate {r}: must be above 0 and at most 1000000");
                var run = new LoadRun(
                    parsed.GetValue(address)!,
                    new(parsed.GetValue(key), parsed.GetValue(authority)),
                    LoadRun.ReadImages(files),
                    new(parsed.GetValue(expected) ?? []),
                    InRange("--callers", parsed.GetValue(callers), 1, 10_000),
                    parsed.GetValue(rate),
                    parsed.GetValue(deadline) is { } ms
                        ? TimeSpan.FromMilliseconds(InRange("--deadline", ms, 1, 3_600_000))
                        : null
                );
                var report = await run.RunAsync(
                    TimeSpan.FromSeconds(InRange("--seconds", parsed.GetValue(seconds), 1, 86_400)),
                    cancel
                );
                foreach (var line in report.Lines())
                    Console.WriteLine(line);
                return report.Passed ? 0 : 1;
            }
        );
        return command;
    }

    static void LeaveOut(UnusableFile unusable) =>
        Console.Error.WriteLine(Terminal.Plain($"left out: {unusable.File.Path}: {unusable.Reason}"));

    static int InRange(string option, int value, int least, int most) =>
        value >= least && value <= most
            ? value
            : throw new InputException($"{option} {value}: must be {least} to {most}");
}
