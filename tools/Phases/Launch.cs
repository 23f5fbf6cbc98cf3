using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Tools.Phases;

/// <summary>A program and its arguments.</summary>
/// <param name="Title">what messages call it</param>
/// <param name="Folder">to run in; null for this process's</param>
public sealed record Launch(string Title, string File, IReadOnlyList<string> Arguments, string? Folder = null)
{
    /// <param name="program">one of <see cref="PhaseProgram"/>'s names</param>
    /// <param name="published">the folder that it was published to; null: as it was built</param>
    /// <exception cref="InputException">It is not there.</exception>
    public static Launch Phase(string program, IEnumerable<string> arguments, string? published = null) =>
        new(
            $"{program} {arguments.First()}",
            ChildProcess.Dotnet,
            [PhaseProgram.Find(program, published), .. arguments]
        );
}
