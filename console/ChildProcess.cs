using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.CommandLine;

/// <summary>A program run as a process of its own: its lines are heard as they come, and it is ended gently.</summary>
/// <remarks>A listener that throws ends the process, because nobody would read what it writes any more.</remarks>
public sealed partial class ChildProcess : IDisposable
{
    const int SigTerm = 15;
    readonly Process process;

    ChildProcess(Process process, Action<string> printed, Action<string> said)
    {
        this.process = process;
        OutputRead = Task.Run(() => ReadAsync(process.StandardOutput, printed));
        ErrorsRead = Task.Run(() => ReadAsync(process.StandardError, said));
    }

    /// <param name="start">its three streams are redirected; nothing is written to its standard input</param>
    /// <param name="progressSeconds">how often its progress is to be said (LESION_PROGRESS_SECONDS)</param>
    /// <param name="printed">hears each line on standard output</param>
    /// <param name="said">hears each line on standard error, on another thread</param>
    /// <exception cref="InputException">There is no such program, or it cannot be run.</exception>
    public static ChildProcess Start(
        ProcessStartInfo start,
        string progressSeconds,
        Action<string> printed,
        Action<string> said
    )
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.Environment[ProgressLine.IntervalVariable] = progressSeconds;
        try
        {
            return new(Process.Start(start)!, printed, said);
        }
        catch (Win32Exception e)
        {
            throw new InputException($"{start.FileName} does not start ({e.Message})", e);
        }
    }

    /// <summary>The program that runs a dotnet assembly: the one that runs this process, where one does.</summary>
    public static string Dotnet =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Ends when the last line on standard output was heard.</summary>
    public Task OutputRead { get; }

    /// <summary>Ends when the last line on standard error was heard.</summary>
    public Task ErrorsRead { get; }

    /// <summary>Waits until the process is gone, whatever still holds its streams.</summary>
    public Task ExitedAsync(CancellationToken cancel = default) => process.WaitForExitAsync(cancel);

    /// <summary>Waits until the process is gone and all that it wrote was heard.</summary>
    /// <returns>its exit code</returns>
    public async Task<int> EndedAsync()
    {
        await process.WaitForExitAsync();
        await Task.WhenAll(OutputRead, ErrorsRead);
        return process.ExitCode;
    }

    /// <summary>The exit code of a process that has exited.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Asks the process to end, as an init system would: a command saves what it has.</summary>
    public void Stop()
    {
        if (process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            _ = Kill(process.Id, SigTerm);
    }

    /// <summary>Ends a process that has not exited, with those that it started.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    async Task ReadAsync(StreamReader stream, Action<string> hear)
    {
        try
        {
            while (await stream.ReadLineAsync() is { } line)
                hear(line);
        }
        catch
        {
            Stop();
            while (await stream.ReadLineAsync() is not null) { }
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
