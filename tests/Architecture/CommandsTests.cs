using System.Text.RegularExpressions;

namespace Platform.Architecture.Tests;

/// <summary>
/// A command parses into a request, calls a runner and prints what it came to: whatever works can be called without a
/// command line.
/// </summary>
public sealed partial class CommandsTests
{
    static readonly string[] Programs = ["training", "inference", "tools"];

    /// <summary>Files of commands that do work themselves, each with its reason.</summary>
    static readonly Dictionary<string, string> Exceptions = new()
    {
        ["inference/Commands/SampleCommand.cs"] = "the settings of a set are read from options and bundle together",
        ["inference/Commands/VerifyCommand.cs"] = "loading a bundle is the check",
    };

    static IEnumerable<string> Sources(string program) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, program), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'));

    static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    static bool IsOfCommands(string file) => file.Split('/')[1] == "Commands";

    [Fact]
    public void Commands_AreUsedByTheirProgramAlone()
    {
        string[] users =
        [
            .. Programs
                .SelectMany(Sources)
                .Where(f => !IsOfCommands(f) && Path.GetFileName(f) != "Program.cs")
                .Where(f => OfCommands().IsMatch(Text(f))),
        ];
        Assert.Empty(users);
    }

    [Fact]
    public void Commands_DoNoWork()
    {
        string[] commands = [.. Programs.SelectMany(Sources).Where(IsOfCommands)];
        Assert.True(commands.Length > 25, $"only {commands.Length} files of commands were found");
        string[] working = [.. commands.Where(f => Work().IsMatch(Text(f)))];
        string[] wrong = [.. working.Except(Exceptions.Keys), .. Exceptions.Keys.Except(working)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Order()));
    }

    [GeneratedRegex(@"\bPlatform\.\w+\.Commands\b")]
    private static partial Regex OfCommands();

    /// <summary>Files, networks, data, bundles and threads of one's own.</summary>
    [GeneratedRegex(
        @"(?<![.\w])(File|Directory|AtomicFile|AtomicFolder)\.[A-Z]|\bParallel\.|\.AsParallel\(|\bTorchSharp\b"
            + @"|\bOnnxModel\.|\b(DataFolder|Bundle|SslRun|GanRun)\.(Open|Load)|\bRunFolder\.(Open|ReadConfig)"
    )]
    private static partial Regex Work();
}
