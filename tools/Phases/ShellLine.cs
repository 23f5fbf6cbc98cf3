using System.Text.RegularExpressions;

namespace Platform.Tools.Phases;

/// <summary>A command as a user types it in a shell, standing in the current folder.</summary>
static partial class ShellLine
{
    /// <param name="program">training, inference or tools</param>
    public static string Of(string program, params IEnumerable<string> arguments) =>
        string.Join(' ', [.. Start(program), .. arguments.Select(Quoted)]);

    /// <summary>A word that a POSIX shell reads back as it is.</summary>
    public static string Quoted(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''")}'";

    /// <summary>
    /// Its name where the search path has it, else the way to its starter in bin/, from here if that is shorter.
    /// </summary>
    static IEnumerable<string> Start(string program)
    {
        var project = $"Platform.{char.ToUpperInvariant(program[0])}{program[1..]}";
        if (SourceTree.Root is not { } root)
            return ["dotnet", Quoted(PhaseProgram.Find(project))];
        var starter = Path.Combine(root, "bin", program);
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        if (found == starter)
            return [program];
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, starter);
        return [Quoted(relative.StartsWith("..", StringComparison.Ordinal) ? starter : relative)];
    }

    [GeneratedRegex("^[A-Za-z0-9_./:=,+@%{}-]+$")]
    private static partial Regex Plain();
}
