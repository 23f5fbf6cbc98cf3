using Platform.Shared;

namespace Platform.Training.Configuration;

/// <summary>
/// A method of training as its options tell of it: those that it shares with others, T, and a record of its own.
/// </summary>
/// <param name="Presets">by name; each with the same record of options</param>
/// <param name="Parts">the parts of the options that it reads, see <see cref="PartAttribute"/></param>
public record Method<T>(IReadOnlyDictionary<string, Setup<T>> Presets, Func<Setup<T>, IReadOnlyList<string>> Parts)
    where T : class
{
    public Type OptionsType => Presets.Values.First().Options.GetType();

    internal static IReadOnlyList<OptionProperty> Common { get; } = OptionProperty.All(typeof(T));

    internal IReadOnlyList<OptionProperty> Own => OptionProperty.All(OptionsType);

    /// <summary>The options of its records, read or not.</summary>
    public IEnumerable<string> Options => Common.Concat(Own).Select(p => p.Option);

    public bool Has(string option) => Options.Contains(option);

    public bool Reads(Setup<T> setup, string option) => Read(setup).Any(p => p.Option == option);

    /// <summary>The options that it reads with their values, which give this setup whatever the preset.</summary>
    public IEnumerable<(string Option, string Value)> Values(Setup<T> setup) =>
        Read(setup).Select(p => (p.Option, Text(p, setup)));

    /// <summary>The options that have the value which their record gives them.</summary>
    public IReadOnlySet<string> Defaults(Setup<T> setup)
    {
        var bare = new Setup<T>(Activator.CreateInstance<T>(), Activator.CreateInstance(OptionsType)!);
        return Read(setup).Where(p => Text(p, setup) == Text(p, bare)).Select(p => p.Option).ToHashSet();
    }

    /// <summary>A setup with some of its options set, as on a command line.</summary>
    /// <exception cref="InputException">No such option, or a value out of range.</exception>
    public Setup<T> With(Setup<T> setup, IEnumerable<(string Option, string Value)> options)
    {
        var all = Common.Concat(Own).ToArray();
        var values = new Dictionary<string, object>();
        foreach (var (option, text) in options)
        {
            var property =
                all.FirstOrDefault(p => p.Option == option)
                ?? throw new InputException($"{option}: no such option; there are {string.Join(", ", Options)}");
            values[option] = OptionValue.Parse(property.Type, option, text);
        }
        var made = new Setup<T>(
            (T)OptionProperty.With(setup.Config, values),
            OptionProperty.With(setup.Options, values)
        );
        Validate(made);
        return made;
    }

    /// <exception cref="InputException">A value out of range.</exception>
    public static void Validate(Setup<T> setup)
    {
        OptionProperty.Validate(setup.Config);
        OptionProperty.Validate(setup.Options);
    }

    IEnumerable<OptionProperty> Read(Setup<T> setup)
    {
        var parts = Parts(setup);
        return Common.Concat(Own).Where(p => p.Part is not { } part || parts.Contains(part.Name));
    }

    internal string Text(OptionProperty option, Setup<T> setup) =>
        OptionValue.Text(option.Of(Common.Contains(option) ? setup.Config : setup.Options));
}
