using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Tests.Documents;

/// <summary>The commands of a Markdown file.</summary>
static partial class Markdown
{
    const string Fence = "```";

    /// <summary>Lines of fenced blocks without a language; blocks of another kind name theirs: csharp, text.</summary>
    public static IEnumerable<(int Number, string Text)> Commands(string path)
    {
        var (inside, commands, number) = (false, false, 0);
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.StartsWith(Fence))
                (inside, commands) = (!inside, line == Fence && !inside);
            else if (commands && line.Trim() is { Length: > 0 } text && !text.StartsWith('#'))
                yield return (number, text);
        }
    }

    /// <summary>What stands between backquotes in the text and begins with a program's name.</summary>
    public static IEnumerable<string> Mentions(string path) =>
        Mention()
            .Matches(Blocks().Replace(File.ReadAllText(path), ""))
            .Select(match => match.Groups[1].Value.ReplaceLineEndings(" "));

    [GeneratedRegex("`((?:training|inference|tools) [^`]+)`")]
    private static partial Regex Mention();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
