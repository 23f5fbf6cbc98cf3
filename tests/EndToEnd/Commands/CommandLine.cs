namespace Platform.EndToEnd.Tests.Commands;

/// <summary>A line that begins with the name of a program, as the README writes it.</summary>
static class CommandLine
{
    /// <summary>The assemblies of the programs, by the names of their starters.</summary>
    public static readonly IReadOnlyDictionary<string, string> Programs = new Dictionary<string, string>
    {
        ["training"] = "Platform.Training", ["inference"] = "Platform.Inference", ["tools"] = "Platform.Tools",
    };

    /// <returns>the words that start it as it was built: dotnet, the assembly and its arguments; other programs as they are</returns>
    public static string[] Words(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Programs.TryGetValue(words[0], out var project) ? ["dotnet", Command.Find(project), .. words[1..]] : words;
    }
}
