using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platform.Inference.Tests;

/// <summary>Runs the real program as a process of its own.</summary>
static partial class Cli
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Platform.Inference.dll");

    public sealed record Result(int ExitCode, string Output, string Error)
    {
        public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Process Start(params string[] args) =>
        StartIn(Environment.CurrentDirectory, Path.GetTempPath(), args);

    /// <param name="temporary">where the process and its libraries put temporary files</param>
    public static Process StartIn(string folder, string temporary, params string[] args) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Program, .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
                Environment = { ["TMPDIR"] = temporary },
            }
        )!;

    /// <summary>Waits until a server says where it listens.</summary>
    public static async Task<string> AddressAsync(Process server)
    {
        const string announcement = "listening on ";
        while (await server.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(announcement))
                return line[announcement.Length..];
        throw new InvalidOperationException($"The server ended: {await server.StandardError.ReadToEndAsync()}");
    }

    public static async Task<Result> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }

    /// <summary>SIGTERM, as systemd and Kubernetes send it.</summary>
    public static void Terminate(Process process) => Kill(process.Id, 15);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
