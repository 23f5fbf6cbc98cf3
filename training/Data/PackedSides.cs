using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>The sides at which a data folder's pixels are packed.</summary>
public static class PackedSides
{
    const int Least = 8,
        Most = 1024;

    /// <summary>Of a text such as 256,96, each side once.</summary>
    /// <exception cref="InputException">One is no side.</exception>
    public static int[] Parse(string text, string option) =>
        [
            .. text.Split(',')
                .Select(part => Numbers.TryParse(part, out int side) && Is(side) ? side : throw Bad(text, option))
                .Distinct(),
        ];

    /// <exception cref="InputException">There is none, or one is out of its range.</exception>
    public static void Check(IReadOnlyList<int> sides, string option)
    {
        if (sides.Count == 0 || !sides.All(Is))
            throw Bad(string.Join(',', sides), option);
    }

    static bool Is(int side) => side is >= Least and <= Most;

    static InputException Bad(string text, string option) =>
        new($"{option} {text}: sides are whole numbers from {Least} to {Most}, such as 256 or 256,96");
}
