namespace Platform.EndToEnd.Tests.Commands;

/// <summary>A small real run of one command of the three programs.</summary>
/// <param name="Command">program and command as they are typed, such as <c>inference keys add</c></param>
/// <param name="Arguments">
/// what follows it, words between spaces: {q} is a folder that the quickstart filled and that is only read, {here} an empty folder of the
/// run's own, {server} the address of a running server
/// </param>
public sealed record CommandRow(string Command, string Arguments)
{
    /// <summary>Whole lines, run before it in the same folder, that make what it takes.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>It runs until it is told to stop, and prints <c>listening on</c> when it is ready.</summary>
    public bool Serves { get; init; }

    public string Line => $"{Command} {Arguments}".TrimEnd();

    public override string ToString() => Command;
}
