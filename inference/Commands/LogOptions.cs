using System.CommandLine;
using Microsoft.Extensions.Logging.Console;

namespace Platform.Inference.Commands;

/// <summary>
/// How much the server's log says and in which form; it goes to standard error and never holds an image.
/// </summary>
sealed class LogOptions
{
    readonly Option<LogLevel?> level = new("--log-level")
    {
        Description =
            "least severity that is logged; information has a line for each call: key, address, method, model, "
            + "images, status, time and request id (default: warning, and which bundles are loaded)",
    };
    readonly Option<string> format = new("--log-format")
    {
        Description = "text, a line each; json, an object a line for a log collector",
        DefaultValueFactory = _ => "text",
    };

    public void AddTo(Command command)
    {
        format.AcceptOnlyFromAmong("text", "json");
        command.Options.Add(level);
        command.Options.Add(format);
    }

    public Action<ILoggingBuilder> Read(ParseResult parsed)
    {
        var (given, json) = (parsed.GetValue(level), parsed.GetValue(format) == "json");
        var least = given ?? LogLevel.Warning;
        return logging =>
        {
            logging
                .SetMinimumLevel(least)
                // what it fails with at the start is our one line
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
                .AddFilter("Microsoft", Worse(least, LogLevel.Warning))
                // a scope and an activity for each call, which nothing reads
                .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
                .AddFilter("Grpc", Worse(least, LogLevel.Warning))
                // CallLog tells of failed calls, with their id
                .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None)
                .AddFilter("Platform.Inference.Repository", given ?? LogLevel.Information)
                .Services.Configure<ConsoleLoggerOptions>(console =>
                    console.LogToStandardErrorThreshold = LogLevel.Trace
                );
            if (json)
                logging.AddJsonConsole(console =>
                {
                    console.TimestampFormat = "O";
                    console.UseUtcTimestamp = true;
                });
            else
                logging
                    .AddConsole(console => console.FormatterName = TextLog.FormatterName)
                    .AddConsoleFormatter<TextLog, ConsoleFormatterOptions>();
        };
    }

    static LogLevel Worse(LogLevel a, LogLevel b) => a > b ? a : b;
}
