using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platform.EndToEnd.Tests;

/// <summary>Runs a program of the solution as a user does.</summary>
static partial class Command
{
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>The lines on standard error that are not progress.</summary>
        public string[] Complaints =>
            [
                .. Error
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(l => l.StartsWith("error:") || l.StartsWith("   at ") || l.StartsWith("Unhandled")),
            ];
    }

    public static Task<Result> Training(params string[] arguments) => RunAsync("Platform.Training", arguments);

    public static Task<Result> Inference(params string[] arguments) => RunAsync("Platform.Inference", arguments);

    public static Task<Result> Tools(params string[] arguments) => RunAsync("Platform.Tools", arguments);

    /// <summary>Starts a program and leaves it running.</summary>
    public static Process Start(string project, params string[] arguments) => Start(project, arguments, []);

    /// <summary>The program's assembly, as it was built.</summary>
    public static string Find(string project) =>
        Path.Combine(AppContext.BaseDirectory.Replace("Platform.EndToEnd.Tests", project), $"{project}.dll");

    public static Process Start(string project, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Find(project), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Tells a process to end, as an init system does.</summary>
    public static void Terminate(Process process) => _ = Kill(process.Id, 15);

    /// <summary>Waits until a process has come so far, by what it leaves on the disk.</summary>
    /// <param name="reached">looked at some fifty times a second, for five minutes at most</param>
    public static async Task UntilAsync(Process process, Func<bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        while (!reached())
        {
            Assert.False(process.HasExited, "the process ended before it had come so far");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Ends a process as Ctrl-C or an init system would.</summary>
    public static async Task<Result> StopAsync(Process process)
    {
        Terminate(process);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    public static async Task<Result> RunAsync(
        string project,
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        using var process = Start(project, arguments, environment);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
