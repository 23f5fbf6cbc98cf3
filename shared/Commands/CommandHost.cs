using System.CommandLine;

namespace Platform.Shared.Commands;

/// <summary>Runs a command line: one line on standard error for bad input, never a stack trace for a user's mistake.</summary>
/// <remarks>Exit codes: 0 done, 1 bad input or a failed operation, 2 bad usage, 130 interrupted.</remarks>
public static class CommandHost
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct()) Console.Error.WriteLine($"error: {message}");
            Console.Error.WriteLine("Add --help for the options.");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
            });
        }
        catch (Exception exception) when (Explain(exception) is { } line)
        {
            Console.Error.WriteLine($"error: {line.ReplaceLineEndings(" ")}");
            return exception is OperationCanceledException ? 130 : 1;
        }
    }

    /// <summary>The line for errors that a user can act on; null for a defect of ours, which keeps its stack trace.</summary>
    static string? Explain(Exception exception) => exception switch
    {
        InputException => exception.Message,
        OperationCanceledException => "interrupted",
        IOException or UnauthorizedAccessException => exception.Message,
        AggregateException { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
