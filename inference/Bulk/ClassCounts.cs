using System.Globalization;
using Platform.Shared;

namespace Platform.Inference.Bulk;

/// <summary>The option <c>--class</c>: how many images of each class.</summary>
static class ClassCounts
{
    /// <summary>Reads "mel=2000,df=2000".</summary>
    public static IReadOnlyDictionary<string, long> Parse(string option, IReadOnlyList<string> known)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in option.Split(','))
        {
            if (
                part.Split('=') is not [var code, var text]
                || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count < 1
            )
                throw new InputException(
                    $"--class {option}: write it as CLASS=COUNT,CLASS=COUNT, such as mel=2000,df=2000"
                );
            if (!known.Contains(code))
                throw new InputException(
                    $"--class {option}: the bundle has no class '{code}'; it has {string.Join(", ", known)}"
                );
            if (!counts.TryAdd(code, count))
                throw new InputException($"--class {option}: '{code}' is there twice");
        }
        return counts;
    }
}
