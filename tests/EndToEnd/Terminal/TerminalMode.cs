namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>A kind of terminal that a program may find itself in.</summary>
/// <param name="Type">the variable TERM</param>
sealed record TerminalMode(int Columns, string Type = "xterm-256color", bool WithoutColour = false)
{
    /// <summary>Variables by which a build service or a shell would change what is printed.</summary>
    static readonly string[] Removed =
    [
        "NO_COLOR",
        "GITHUB_ACTIONS",
        "CI",
        "TF_BUILD",
        "COLUMNS",
        "LESION_PROGRESS_SECONDS",
    ];

    public bool IsDumb => Type == "dumb";

    public void Apply(IDictionary<string, string?> environment)
    {
        foreach (var name in Removed)
            environment.Remove(name);
        environment["TERM"] = Type;
        if (WithoutColour)
            environment["NO_COLOR"] = "1";
    }
}
