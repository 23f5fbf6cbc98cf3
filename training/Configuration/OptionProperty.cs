using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Platform.Shared;

namespace Platform.Training.Configuration;

/// <summary>
/// A property of a configuration record, which is an option: R1Gamma is <c>--r1-gamma</c>. A property that is itself a
/// record is no option; its properties are.
/// </summary>
sealed class OptionProperty
{
    readonly IReadOnlyList<PropertyInfo> path;

    OptionProperty(IReadOnlyList<PropertyInfo> path) => this.path = path;

    public string Option => OptionName.Of(path[^1].Name);
    public Type Type => path[^1].PropertyType;
    public string Description => path[^1].GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Its own, or that of the record which it is in; null for an option that everybody reads.</summary>
    public PartAttribute? Part =>
        path.Reverse().Select(p => p.GetCustomAttribute<PartAttribute>()).FirstOrDefault(p => p is not null);

    public object? Of(object record) => path.Aggregate((object?)record, (within, p) => p.GetValue(within));

    /// <summary>The options of a record, in the order of its properties.</summary>
    public static IReadOnlyList<OptionProperty> All(Type record) =>
        [
            .. Settable(record)
                .SelectMany(p =>
                    IsRecord(p)
                        ? All(p.PropertyType).Select(inner => new OptionProperty([p, .. inner.path]))
                        : [new([p])]
                ),
        ];

    /// <summary>A new record, with some options set and the others taken from this one.</summary>
    /// <param name="values">by option</param>
    public static object With(object record, IReadOnlyDictionary<string, object> values)
    {
        var made = Activator.CreateInstance(record.GetType())!;
        foreach (var property in Settable(record.GetType()))
        {
            var now = property.GetValue(record);
            property.SetValue(
                made,
                IsRecord(property) ? With(now!, values)
                    : values.TryGetValue(OptionName.Of(property.Name), out var other) ? other
                    : now
            );
        }
        return made;
    }

    /// <exception cref="InputException">A value that the record's annotations refuse, by its option.</exception>
    public static void Validate(object record)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(record, new(record), results, validateAllProperties: true))
            throw new InputException(string.Join("; ", results.Select(Complaint)));
        foreach (var property in Settable(record.GetType()).Where(IsRecord))
            Validate(property.GetValue(record)!);
    }

    /// <summary>Of an option, where an annotation's own words name the property.</summary>
    static string Complaint(ValidationResult result)
    {
        var property = result.MemberNames.FirstOrDefault() ?? "";
        var (said, named) = (result.ErrorMessage!, $"The field {property} ");
        return $"{OptionName.Of(property)}: {(said.StartsWith(named) ? said[named.Length..].TrimEnd('.') : said)}";
    }

    static IEnumerable<PropertyInfo> Settable(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    static bool IsRecord(PropertyInfo property) =>
        property.PropertyType.IsClass && property.PropertyType != typeof(string);
}
