using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>The commands of a program as its own help tells of them.</summary>
static partial class CommandTree
{
    /// <summary>Every command below a program, such as "keys" and "keys add", with its page of help.</summary>
    public static async Task<IReadOnlyList<(string Command, string Help)>> OfAsync(string project)
    {
        var found = new List<(string, string)>();
        await VisitAsync("");
        return found;

        async Task VisitAsync(string command)
        {
            var result = await Command.RunAsync(project, [.. Words(command), "--help"]);
            Assert.Equal(0, result.ExitCode);
            if (command != "")
                found.Add((command, result.Output));
            foreach (var child in Section(result.Output, "Commands:"))
                await VisitAsync($"{command} {child}".Trim());
        }
    }

    public static string[] Words(string command) => command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first word of each line of a section.</summary>
    static IEnumerable<string> Section(string help, string heading) =>
        help.Split('\n')
            .SkipWhile(l => l.Trim() != heading)
            .Skip(1)
            .TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal))
            .Select(l => l.Trim().Split(' ')[0]);

    /// <summary>The options that take a value.</summary>
    public static IReadOnlyList<string> Options(string help) =>
        [.. Option().Matches(help).Select(m => m.Groups[1].Value)];

    /// <summary>The arguments that a command takes itself, behind its own name in the line of its usage.</summary>
    public static IReadOnlyList<string> Arguments(string command, string help)
    {
        var usage = help.Split('\n').SkipWhile(l => l.Trim() != "Usage:").ElementAt(1);
        var own = usage[(usage.LastIndexOf($" {Words(command)[^1]} ", StringComparison.Ordinal) + 1)..];
        return [.. Argument().Matches(own).Select(m => m.Value)];
    }

    [GeneratedRegex(@"^  (--[\w-]+) <", RegexOptions.Multiline)]
    private static partial Regex Option();

    [GeneratedRegex(@"<[^<>]+>")]
    private static partial Regex Argument();
}
