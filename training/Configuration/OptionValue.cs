using System.ComponentModel;
using System.Globalization;
using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Training.Configuration;

/// <summary>The value of an option as text, and back.</summary>
static class OptionValue
{
    /// <exception cref="InputException">The text is no value of the type.</exception>
    public static object Parse(Type type, string option, string text)
    {
        if (!Numbers.Is(text, type))
            throw new InputException($"{option}: {Numbers.Complaint(text, type)}");
        // Enum.Parse would take any number too.
        if (type.IsEnum && !Choices.Has(type, text))
            throw new InputException($"{option}: {Choices.Complaint(text, type)}");
        try
        {
            return type.IsEnum
                ? Choices.Parse(type, text)
                : TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text)!;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            throw new InputException($"{option}: '{text}' is not a {Numbers.Placeholder(type)}", e);
        }
    }

    public static string Text(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant();

    /// <summary>What stands for a value in a page of help.</summary>
    public static string Placeholder(Type type) => type.IsEnum ? Choices.Placeholder(type) : Numbers.Placeholder(type);
}
