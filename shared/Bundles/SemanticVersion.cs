using System.Numerics;
using System.Text.RegularExpressions;

namespace Platform.Shared.Bundles;

/// <summary>major.minor.patch[-pre.release][+build], ordered as semver.org 2.0.0 section 11 says.</summary>
public sealed partial record SemanticVersion(BigInteger Major, BigInteger Minor, BigInteger Patch, string PreRelease)
    : IComparable<SemanticVersion>
{
    public static SemanticVersion? TryParse(string text)
    {
        var match = Grammar().Match(text);
        return match.Success
            ? new(
                BigInteger.Parse(match.Groups[1].Value),
                BigInteger.Parse(match.Groups[2].Value),
                BigInteger.Parse(match.Groups[3].Value),
                match.Groups[4].Value
            )
            : null;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        var core = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (core != 0)
            return core;
        if (PreRelease == "" || other.PreRelease == "")
            return (PreRelease == "").CompareTo(other.PreRelease == ""); // a release comes last
        var (a, b) = (PreRelease.Split('.'), other.PreRelease.Split('.'));
        return a.Zip(b, Compare).FirstOrDefault(c => c != 0) is var c and not 0 ? c : a.Length.CompareTo(b.Length);
    }

    /// <summary>Numbers by value and before words; words by ASCII.</summary>
    static int Compare(string a, string b) =>
        (BigInteger.TryParse(a, out var x), BigInteger.TryParse(b, out var y)) switch
        {
            (true, true) => x.CompareTo(y),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(a, b),
        };

    [GeneratedRegex(
        @"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
            + @"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + @"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\z",
        RegexOptions.ECMAScript
    )]
    private static partial Regex Grammar();
}
