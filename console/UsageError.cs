using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Platform.CommandLine;

/// <summary>
/// What is wrong with a command line, after the name of the option or argument. System.CommandLine's own messages leave
/// that name out, or name types of the program.
/// </summary>
static partial class UsageError
{
    public static string Of(ParseError error)
    {
        if (NoneOf().Match(error.Message) is { Success: true } none)
        {
            var accepted = Quoted().Matches(none.Groups[2].Value).Select(m => m.Groups[1].Value);
            return $"{Name(error.SymbolResult)}: '{none.Groups[1].Value}' is none of {string.Join(", ", accepted)}";
        }
        if (OtherType().Match(error.Message) is { Success: true } other)
            return $"{Name(error.SymbolResult)}: '{other.Groups[1].Value}' is not a value that it takes";
        return error.Message;
    }

    static string Name(SymbolResult? result) =>
        result switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult { Parent: OptionResult option } => option.Option.Name,
            ArgumentResult argument => $"<{argument.Argument.Name}>",
            _ => "command line",
        };

    [GeneratedRegex(@"^Argument '(.*)' not recognized\. Must be one of:(.*)$", RegexOptions.Singleline)]
    private static partial Regex NoneOf();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^Cannot parse argument '(.*)' for .* as expected type ", RegexOptions.Singleline)]
    private static partial Regex OtherType();
}
