using System.Globalization;
using Platform.Shared;

namespace Platform.Training.Gan;

/// <summary>
/// A value that depends on the resolution, written "4:0.001,128:0.0015": the entry of the largest resolution not above
/// the asked one.
/// </summary>
public static class PerResolution
{
    public static double At(string text, int resolution) =>
        Parse(text) is var entries ? entries.LastOrDefault(e => e.Resolution <= resolution, entries[0]).Value : 0;

    public static IReadOnlyList<(int Resolution, double Value)> Parse(string text)
    {
        var entries = text.Split(',')
            .Select(entry =>
            {
                var parts = entry.Split(':');
                return
                    parts.Length == 2
                    && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var resolution)
                    && Numbers.TryParse(parts[1], out double value)
                    && value > 0
                    ? (Resolution: resolution, Value: value)
                    : throw new InputException(
                        $"'{text}': write RESOLUTION:VALUE pairs with commas between, such as 4:0.001,128:0.0015"
                    );
            });
        return [.. entries.OrderBy(e => e.Resolution)];
    }
}
