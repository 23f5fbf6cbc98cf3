namespace Platform.Tools.Phases;

/// <summary>A program and its arguments.</summary>
/// <param name="Title">what messages call it</param>
/// <param name="Folder">to run in; null for this process's</param>
public sealed record Launch(string Title, string File, IReadOnlyList<string> Arguments, string? Folder = null)
{
    /// <param name="program">one of <see cref="PhaseProgram"/>'s names</param>
    public static Launch Phase(string program, IEnumerable<string> arguments)
    {
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        return new($"{program} {arguments.First()}", dotnet, [PhaseProgram.Find(program), .. arguments]);
    }
}
