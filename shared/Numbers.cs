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
    public static bool TryParse(string? text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

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
    public static string Complaint(string text, Type type) =>
        IsFloating(type)
            ? $"'{text}' is not a number; write a point before the decimals and no other separator, such as 1.5"
            : $"'{text}' is not a whole number"
                + $"{(text.All(c => char.IsAsciiDigit(c) || c is '-' or '+') ? Range(type) : "")}";

    static string Range(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => $" from {int.MinValue} to {int.MaxValue}",
            TypeCode.Int64 => $" from {long.MinValue} to {long.MaxValue}",
            TypeCode.UInt32 => $" from {uint.MinValue} to {uint.MaxValue}",
            TypeCode.UInt64 => $" from {ulong.MinValue} to {ulong.MaxValue}",
            _ => " of its range",
        };

    /// <summary>What stands for a value of a type in a page of help.</summary>
    public static string Placeholder(Type type) =>
        IsFloating(type) ? "number"
        : type == typeof(string) ? "text"
        : "whole number";

    /// <summary>Whether a text is a number of a type; true for a type that is none.</summary>
    public static bool Is(string text, Type type) =>
        Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => true,
            TypeCode.Double => TryParse(text, out double _),
            TypeCode.Single => TryParse(text, out float _),
            TypeCode.Int32 => TryParse(text, out int _),
            TypeCode.Int64 => TryParse(text, out long _),
            TypeCode.UInt32 => uint.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
            TypeCode.UInt64 => ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
            _ => true,
        };

    static bool IsFloating(Type type) => type == typeof(double) || type == typeof(float);
}
