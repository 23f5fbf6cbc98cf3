using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Platform.Shared;

namespace Platform.Inference.Configuration;

/// <summary>A property with a <see cref="RangeAttribute"/>, as the option that sets it.</summary>
/// <param name="Name">such as --max-queue-size</param>
/// <param name="Value">a span of time as a number of its unit; null where none was given</param>
public readonly record struct RangedOption(string Name, RangeAttribute Range, object? Value);

/// <summary>The one place that compares the numbers of options with their ranges.</summary>
public static class OptionRanges
{
    /// <summary>
    /// Checks each property that has a range, in the order of declaration, those of the records inside among them.
    /// </summary>
    /// <returns>the record itself</returns>
    /// <exception cref="InputException">A number is out of its range.</exception>
    public static T Check<T>(T record)
        where T : class
    {
        foreach (var (name, range, value) in Of(record))
            if (!range.IsValid(value)) // null is valid
                throw new InputException($"{name} {value}: must be {range.Minimum} to {range.Maximum}");
        return record;
    }

    /// <summary>The same for a number whose range is known only when others are read.</summary>
    /// <param name="most">long.MaxValue, or next to it, for no upper end</param>
    /// <exception cref="InputException">The number is out of its range.</exception>
    public static void Check(string option, long value, long least, long most)
    {
        if (value < least || value > most)
            throw new InputException(
                $"{option} {value}: must be {least} " + (most > 1L << 40 ? "or more" : $"to {most}")
            );
    }

    /// <summary>Every ranged option of a record and of the records inside it.</summary>
    public static IEnumerable<RangedOption> Of(object record)
    {
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
                yield return Option(property, range, property.GetValue(record));
            else if (IsOurs(property.PropertyType) && property.GetValue(record) is { } inner)
                foreach (var found in Of(inner))
                    yield return found;
    }

    static RangedOption Option(PropertyInfo property, RangeAttribute range, object? value)
    {
        var option = property.GetCustomAttribute<OptionAttribute>();
        var number =
            value is not TimeSpan time ? value
            : option?.Unit == TimeUnit.Microseconds ? time.TotalMicroseconds
            : time.TotalSeconds;
        return new(option?.Name ?? $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)}", range, number);
    }

    static bool IsOurs(Type type) =>
        type.IsClass && type.Namespace?.StartsWith("Platform.", StringComparison.Ordinal) == true;
}
