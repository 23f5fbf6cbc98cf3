using System.Globalization;

namespace Platform.Shared;

/// <summary>
/// Numbers as people and files write them: a point before the decimals, no separators between thousands. "1,5" is no
/// number, because half of the world means 1.5 by it and the other half 15.
/// </summary>
public static class Numbers
{
    /// <summary>False for what is no number, not finite, or beyond the type.</summary>
    public static bool TryParse(string? text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <inheritdoc cref="TryParse(string?, out double)"/>
    public static bool TryParse(string? text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    /// <inheritdoc cref="TryParse(string?, out double)"/>
    public static bool TryParse(string? text, out int value) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    /// <inheritdoc cref="TryParse(string?, out double)"/>
    public static bool TryParse(string? text, out long value) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    /// <summary>Of a text that a program wrote.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static double Parse(string text) =>
        TryParse(text, out double value) ? value : throw new FormatException($"'{text}' is not a number");

    /// <summary>What to say of a text that is no number of a type, after the name of the option or field.</summary>
    public static string Complaint(string text, Type type) => type == typeof(int) || type == typeof(long)
        ? $"'{text}' is not a whole number{(text.All(c => char.IsAsciiDigit(c) || c is '-' or '+') ? " of its range" : "")}"
        : $"'{text}' is not a number; write a point before the decimals and no other separator, such as 1.5";

    /// <summary>Whether a text is a number of a type; true for a type that is none.</summary>
    public static bool Is(string text, Type type) =>
        type == typeof(double) ? TryParse(text, out double _)
        : type == typeof(float) ? TryParse(text, out float _)
        : type == typeof(int) ? TryParse(text, out int _)
        : type != typeof(long) || TryParse(text, out long _);
}
