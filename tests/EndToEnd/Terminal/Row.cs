namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>A command as a person types it, on the quickstart's files.</summary>
/// <param name="Command">its name below its program, such as "keys add"</param>
/// <param name="Arguments">what follows the name; outputs go to folders that the workplace names</param>
/// <param name="Until">
/// text on which the command is interrupted, for work that is long or does not end by itself
/// </param>
sealed record Row(
    string Project,
    string Command,
    Func<Outputs, string[]> Arguments,
    int ExitCode = 0,
    string? Until = null
)
{
    /// <summary>Whether it is long work, which shows a line of progress.</summary>
    public bool HasProgress { get; init; }

    /// <summary>Whether all that it prints is to fit into the window.</summary>
    public bool Fits { get; init; }

    public string[] Line(Outputs outputs) => [.. Command.Split(' '), .. Arguments(outputs)];
}
