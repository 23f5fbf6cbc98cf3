using System.Globalization;
using System.Text.Json;

namespace Platform.Shared.Bundles;

/// <summary>Measured values as a card shows them; one that is not there was not measured.</summary>
static class JsonText
{
    public static string Text(this JsonElement of, string name) =>
        of.At(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : DataSheet.NotMeasured;

    /// <summary>A number, or a figure with the bounds of its interval.</summary>
    public static string Share(this JsonElement of, string name) =>
        of.At(name) switch
        {
            { ValueKind: JsonValueKind.Number } number => Percent(number),
            { ValueKind: JsonValueKind.Object } figure =>
                $"{Percent(figure.GetProperty("value"))} {Interval(figure, Percent)}",
            _ => DataSheet.NotMeasured,
        };

    public static string Number(this JsonElement of, string name) =>
        of.At(name) switch
        {
            { ValueKind: JsonValueKind.Number } number => Fixed(number),
            { ValueKind: JsonValueKind.Object } figure =>
                $"{Fixed(figure.GetProperty("value"))} {Interval(figure, Fixed)}",
            _ => DataSheet.NotMeasured,
        };

    /// <summary>A part, or null where it is not there.</summary>
    public static JsonElement? At(this JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>An interval that too few lesions would give is withheld: its bounds are null.</summary>
    static string Interval(JsonElement figure, Func<JsonElement, string> text) =>
        figure.At("low") is { } low && figure.At("high") is { } high ? $"[{text(low)}, {text(high)}]" : "[withheld]";

    static string Percent(JsonElement number) =>
        (100 * number.GetDouble()).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    static string Fixed(JsonElement number) => number.GetDouble().ToString("0.000", CultureInfo.InvariantCulture);
}
