using System.CommandLine;
using System.CommandLine.Invocation;

namespace Platform.CommandLine;

/// <summary>
/// Does a command's work on a thread of its own. System.CommandLine begins to listen to Ctrl-C when the call that
/// starts the work returns: work that is done before its first await would be killed instead of told to end.
/// </summary>
sealed class InBackground(AsynchronousCommandLineAction work) : AsynchronousCommandLineAction
{
    public override Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation = default) =>
        Task.Run(() => work.InvokeAsync(parsed, cancellation), CancellationToken.None);

    public static void AddTo(Command command)
    {
        if (command.Action is AsynchronousCommandLineAction action)
            command.Action = new InBackground(action);
        foreach (var child in command.Subcommands)
            AddTo(child);
    }
}
