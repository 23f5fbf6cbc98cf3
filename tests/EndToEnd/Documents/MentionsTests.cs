namespace Platform.EndToEnd.Tests.Documents;

/// <summary>Commands that stand within the text of a document.</summary>
public sealed class MentionsTests
{
    public static TheoryData<string> Paths => DocumentsTests.Paths;

    [Theory, MemberData(nameof(Paths))]
    public async Task Command_NamedInTheText_Exists_AndHasTheOptionsBesideIt(string path)
    {
        foreach (var mention in Markdown.Mentions(Path.Combine(Checkout.Root, path)).Distinct())
        {
            var words = mention
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .TakeWhile(word => word != "--")
                .ToArray();
            var help = await HelpAsync(
                words[0],
                [.. words.Skip(1).TakeWhile(word => char.IsAsciiLetterLower(word[0]))]
            );
            foreach (var option in words.Where(word => word.StartsWith("--")).Select(word => word.Split('=')[0]))
                Assert.True(help.Contains($" {option} "), $"{path}: `{mention}`: the command has no {option}");
        }
    }

    /// <returns>the help of the longest beginning that is a command; what follows are its arguments</returns>
    static async Task<string> HelpAsync(string program, string[] words)
    {
        for (var length = Math.Min(words.Length, 3); length > 0; length--)
        {
            var command = string.Join(' ', words[..length]);
            var help = await Command.RunAsync(ProgramNames.Projects[program], [.. words[..length], "--help"]);
            if (help.ExitCode == 0 && help.Output.Contains($"{ProgramNames.Projects[program]} {command} "))
                return help.Output;
        }
        throw new InvalidOperationException($"{program} {string.Join(' ', words)}: no such command");
    }
}
