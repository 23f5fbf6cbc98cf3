using System.Text.RegularExpressions;
using Platform.Shared;

namespace Platform.Tools.Bench;

/// <summary>The line in which a program tells its rate.</summary>
public static partial class PrintedRate
{
    /// <returns>images/s</returns>
    /// <exception cref="InputException">No line tells it.</exception>
    public static double Of(IEnumerable<string> lines, string program) =>
        lines.Select(l => Rate().Match(l)).FirstOrDefault(m => m.Success) is { } match
            ? Numbers.Parse(match.Groups[1].Value)
            : throw new InputException($"{program}: it ended without telling its rate");

    /// <summary>Of inference sample, and of the peers.</summary>
    [GeneratedRegex(@"(?:^rate|drawn now,) ([\d.]+) images/s")]
    private static partial Regex Rate();
}
