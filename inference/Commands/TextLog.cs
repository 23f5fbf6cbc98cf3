using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Platform.CommandLine;

namespace Platform.Inference.Commands;

/// <summary>
/// The log as text: a line each, with its time in UTC. A folder, a bundle or a caller may be named with escape
/// sequences or line ends, so that control characters are shown as spaces.
/// </summary>
sealed class TextLog() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "text";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = $"{entry.Category}[{entry.EventId.Id}] {entry.Formatter(entry.State, entry.Exception)}";
        if (entry.Exception is { } exception)
            text += $" {exception}";
        writer.WriteLine($"{time} {Short(entry.LogLevel)}: {Terminal.Plain(text)}");
    }

    static string Short(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
}
