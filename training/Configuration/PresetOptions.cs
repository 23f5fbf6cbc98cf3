using System.CommandLine;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Platform.CommandLine;
using Platform.Shared;

namespace Platform.Training.Configuration;

/// <summary>
/// Makes a configuration record a set of options: <c>--preset NAME</c>, then one override per property (R1Gamma is
/// <c>--r1-gamma</c>), then validation by the record's own annotations. An unknown option is an error of the command
/// line.
/// </summary>
public sealed class PresetOptions<T>
    where T : class
{
    readonly IReadOnlyDictionary<string, T> presets;
    readonly Option<string> preset;
    readonly List<(PropertyInfo Property, Option<string?> Option)> overrides = [];

    /// <param name="variants">
    /// Presets of the same names that another option chooses, by its value; the help shows where they differ.
    /// </param>
    public PresetOptions(
        IReadOnlyDictionary<string, T> presets,
        Command command,
        string defaultPreset = "paper",
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, T>>? variants = null
    )
    {
        this.presets = presets;
        preset = new("--preset")
        {
            Description = string.Join(", ", presets.Keys),
            DefaultValueFactory = _ => defaultPreset,
        };
        preset.AcceptOnlyFromAmong([.. presets.Keys]);
        command.Options.Add(preset);
        foreach (var property in Properties)
        {
            var option = new Option<string?>(OptionName.Of(property.Name))
            {
                Description = $"{Described(property)} [{Values(presets)}{Variants()}]".Trim(),
                HelpName = property.PropertyType.IsEnum
                    ? Choices.Placeholder(property.PropertyType)
                    : Numbers.Placeholder(property.PropertyType),
            };
            command.Options.Add(option);
            overrides.Add((property, option));

            string Values(IReadOnlyDictionary<string, T> table) =>
                string.Join(", ", table.Select(p => $"{p.Key} {Text(property.GetValue(p.Value))}"));

            string Variants() =>
                string.Concat(
                    (variants ?? new Dictionary<string, IReadOnlyDictionary<string, T>>())
                        .Where(v => Values(v.Value) != Values(presets))
                        .Select(v => $"; {v.Key}: {Values(v.Value)}")
                );
        }
    }

    /// <param name="reader">the method or command that reads the configuration</param>
    /// <param name="parts">the parts of the configuration that it reads, see <see cref="PartAttribute"/></param>
    /// <param name="variant">Presets to take instead of the first table's.</param>
    /// <exception cref="InputException">A value out of range, or an option that the reader would ignore.</exception>
    public T Read(
        ParseResult parsed,
        string reader,
        Func<T, IReadOnlyList<string>> parts,
        IReadOnlyDictionary<string, T>? variant = null
    )
    {
        var config = Copy((variant ?? presets)[parsed.GetValue(preset)!]);
        var given = overrides.Where(o => parsed.GetValue(o.Option) is not null).ToArray();
        foreach (var (property, option) in given)
            property.SetValue(config, Value(property, option.Name, parsed.GetValue(option)!));
        Validate(config);
        var read = parts(config);
        foreach (var (property, option) in given)
            if (!IsRead(property, read))
                throw new InputException(
                    $"{option.Name}: an option of {PartOf(property)}, "
                        + $"which {reader} does not read here; leave it out"
                );
        return config;
    }

    /// <summary>The options that a reader of these parts reads, or those that it ignores.</summary>
    public static IReadOnlySet<string> Options(IReadOnlyList<string> parts, bool read) =>
        Properties.Where(p => IsRead(p, parts) == read).Select(p => OptionName.Of(p.Name)).ToHashSet();

    static bool IsRead(PropertyInfo property, IReadOnlyList<string> parts) =>
        PartOf(property) is not { } part || parts.Contains(part);

    static string? PartOf(PropertyInfo property) => property.GetCustomAttribute<PartAttribute>()?.Name;

    static string Described(PropertyInfo property) =>
        (property.GetCustomAttribute<PartAttribute>() is { Shown: true } part ? $"{part.Name}: " : "")
        + property.GetCustomAttribute<DescriptionAttribute>()?.Description;

    /// <summary>A configuration with some of its options set, as on a command line.</summary>
    /// <exception cref="InputException">No such option, or a value out of range.</exception>
    public static T With(T preset, IEnumerable<(string Option, string Value)> options)
    {
        var config = Copy(preset);
        foreach (var (option, text) in options)
        {
            var property =
                Properties.FirstOrDefault(p => OptionName.Of(p.Name) == option)
                ?? throw new InputException(
                    $"{option}: no such option; "
                        + $"there are {string.Join(", ", Properties.Select(p => OptionName.Of(p.Name)))}"
                );
            property.SetValue(config, Value(property, option, text));
        }
        Validate(config);
        return config;
    }

    /// <summary>The options that give this configuration, whatever the preset.</summary>
    public static IEnumerable<(string Option, string Value)> Of(T config) =>
        Properties.Select(p => (OptionName.Of(p.Name), Text(p.GetValue(config))));

    static IEnumerable<PropertyInfo> Properties =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    /// <summary>Through JSON, because records of a generic type T cannot be copied with `with`.</summary>
    static T Copy(T preset) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(preset))!;

    public static void Validate(T config)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(config, new ValidationContext(config), results, validateAllProperties: true))
            return;
        throw new InputException(string.Join("; ", results.Select(Complaint)));
    }

    /// <summary>Of an option, where an annotation's own words name the property.</summary>
    static string Complaint(ValidationResult result)
    {
        var property = result.MemberNames.FirstOrDefault() ?? "";
        var (said, named) = (result.ErrorMessage!, $"The field {property} ");
        return $"{OptionName.Of(property)}: {(said.StartsWith(named) ? said[named.Length..].TrimEnd('.') : said)}";
    }

    static object Value(PropertyInfo property, string option, string text)
    {
        if (!Numbers.Is(text, property.PropertyType))
            throw new InputException($"{option}: {Numbers.Complaint(text, property.PropertyType)}");
        // Enum.Parse would take any number too.
        if (property.PropertyType.IsEnum && !Choices.Has(property.PropertyType, text))
            throw new InputException($"{option}: {Choices.Complaint(text, property.PropertyType)}");
        try
        {
            return property.PropertyType.IsEnum
                ? Enum.Parse(property.PropertyType, text, ignoreCase: true)
                : TypeDescriptor
                    .GetConverter(property.PropertyType)
                    .ConvertFromString(null, CultureInfo.InvariantCulture, text)!;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            throw new InputException($"{option}: '{text}' is not a {Numbers.Placeholder(property.PropertyType)}", e);
        }
    }

    static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant();
}
