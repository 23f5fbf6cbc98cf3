using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.CommandLine;

/// <summary>
/// Runs a command line: one line on standard error for bad input, never a stack trace for a user's mistake.
/// </summary>
/// <remarks>
/// Exit codes: 0 done, 1 bad input or a failed operation, 2 bad usage, 130 interrupted, 141 nobody reads standard
/// output.
/// </remarks>
public static class CommandHost
{
    const int Failed = 1,
        BadUsage = 2,
        Interrupted = 130,
        NotRead = 141;

    /// <param name="commands">makes the tree of commands, once it is known that the process can run at all</param>
    public static async Task<int> RunAsync(Func<RootCommand> commands, string[] args)
    {
        if (OpenFiles.Shortage() is { } shortage)
        {
            StandardStreams.Complain($"error: {shortage}");
            return Failed;
        }
        try
        {
            StandardStreams.Install();
            return await RunAsync(commands(), args);
        }
        catch (Exception exception) when (IsOutputClosed(exception))
        {
            return NotRead;
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            Console.Error.WriteLine($"error: {Terminal.Plain(line.ReplaceLineEndings(" "))}");
            return exception is OperationCanceledException ? Interrupted : Failed;
        }
    }

    static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => EndTypedLine());
        StrictValues.AddTo(root);
        InBackground.AddTo(root);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(UsageError.Of).Distinct())
                Console.Error.WriteLine($"error: {Terminal.Plain(message)}");
            Console.Error.WriteLine("Add --help for the options.");
            return BadUsage;
        }
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
            }
        );
    }

    /// <summary>
    /// A terminal shows ^C where it is typed: what comes next begins below it. A live line is drawn over it.
    /// </summary>
    static void EndTypedLine()
    {
        if (!Console.IsErrorRedirected && !LiveLine.IsDrawn)
            Console.Error.WriteLine();
    }

    static bool IsOutputClosed(Exception exception) =>
        exception is OutputClosedException
        || exception is AggregateException several
            && several.Flatten().InnerExceptions.Any(e => e is OutputClosedException);

    /// <summary>
    /// The line for errors that a user can act on; null for a defect of ours, which keeps its stack trace.
    /// </summary>
    static string? Explain(Exception exception) =>
        exception switch
        {
            InputException => exception.Message,
            OperationCanceledException => "interrupted",
            IOException or UnauthorizedAccessException or SocketException or DllNotFoundException => exception.Message,
            OutOfMemoryException => $"out of memory ({exception.Message})",
            _ when IsAllocation(exception.Message) => $"out of memory ({exception.Message.Split('\n')[0]})",
            AggregateException { InnerException: { } inner } => Explain(inner),
            TypeInitializationException { InnerException: { } inner } => Explain(inner),
            _ => null,
        };

    /// <summary>Whether a message is what libtorch or ONNX Runtime says where memory ends.</summary>
    static bool IsAllocation(string message) =>
        message.Contains("can't allocate memory", StringComparison.Ordinal)
        || message.Contains("std::bad_alloc", StringComparison.Ordinal)
        || message.Contains("Failed to allocate memory", StringComparison.Ordinal);
}
