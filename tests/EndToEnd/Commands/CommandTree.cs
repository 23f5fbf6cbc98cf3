using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Tests.Commands;

/// <summary>The commands of the three programs, as their <c>--help</c> lists them.</summary>
static partial class CommandTree
{
    public static async Task<string[]> AllAsync()
    {
        var programs = await Task.WhenAll(CommandLine.Programs.Keys.Select(program => BelowAsync(program, [])));
        return [.. programs.SelectMany(commands => commands)];
    }

    /// <returns>the commands that do something: those without commands of their own, and those that take arguments or options of their own</returns>
    static async Task<IEnumerable<string>> BelowAsync(string program, string[] command)
    {
        var help = await Command.RunAsync(CommandLine.Programs[program], [.. command, "--help"]);
        Assert.True(help.ExitCode == 0, help.Error);
        var lines = help.Output.Split('\n');
        var names = lines.SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Trim() != "")
            .Select(line => Name().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToArray();
        var below = new List<string>();
        foreach (var name in names) below.AddRange(await BelowAsync(program, [.. command, name]));
        var runs = names.Length == 0 || lines.Any(line => line.Contains("--out "));
        return runs ? [string.Join(' ', [program, .. command]), .. below] : below;
    }

    [GeneratedRegex("^  ([a-z][a-z0-9-]*)( |$)")]
    private static partial Regex Name();
}
