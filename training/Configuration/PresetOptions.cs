using System.CommandLine;
using Platform.Shared;

namespace Platform.Training.Configuration;

/// <summary>
/// Makes the configurations of methods a set of options: <c>--preset NAME</c>, then one override for each property of
/// their records, then validation by the records' own annotations. An unknown option is an error of the command line.
/// </summary>
public sealed class PresetOptions<T>
    where T : class
{
    readonly IReadOnlyDictionary<string, Method<T>> methods;
    readonly Option<string> preset;
    readonly List<Option<string?>> overrides = [];

    /// <param name="methods">by name, the default one first</param>
    public PresetOptions(
        Command command,
        IEnumerable<(string Name, Method<T> Method)> methods,
        string defaultPreset = "paper"
    )
    {
        this.methods = new OrderedDictionary<string, Method<T>>(
            methods.Select(m => KeyValuePair.Create(m.Name, m.Method))
        );
        var presets = this.methods.Values.First().Presets.Keys;
        preset = new("--preset") { Description = string.Join(", ", presets), DefaultValueFactory = _ => defaultPreset };
        preset.AcceptOnlyFromAmong([.. presets]);
        command.Options.Add(preset);
        foreach (var property in Method<T>.Common)
            Add(command, property, Described(property));
        foreach (var same in this.methods.SelectMany(m => m.Value.Own.Select(p => (m.Key, p))).GroupBy(o => o.p.Option))
            Add(command, same.First().p, string.Join("; ", same.Select(o => Described(o.p, o.Key))));
    }

    void Add(Command command, OptionProperty property, string description)
    {
        var option = new Option<string?>(property.Option)
        {
            Description = description,
            HelpName = OptionValue.Placeholder(property.Type),
        };
        command.Options.Add(option);
        overrides.Add(option);
    }

    /// <summary>
    /// Of an option that all methods have; what differs by the method comes after the default's values.
    /// </summary>
    string Described(OptionProperty property)
    {
        var values = methods.Select(m => (Name: m.Key, Values: Values(property, m.Value))).ToArray();
        var others = values.Where(v => v.Values != values[0].Values).Select(v => $"; {v.Name}: {v.Values}");
        return $"{Owner(property)}{property.Description} [{values[0].Values}{string.Concat(others)}]";
    }

    /// <summary>Of a method's own.</summary>
    string Described(OptionProperty property, string method) =>
        $"{Owner(property) ?? $"{method}: "}{property.Description} [{Values(property, methods[method])}]";

    static string? Owner(OptionProperty property) => property.Part is { Shown: true } part ? $"{part.Name}: " : null;

    static string Values(OptionProperty property, Method<T> method) =>
        string.Join(", ", method.Presets.Select(p => $"{p.Key} {method.Text(property, p.Value)}"));

    /// <summary>The preset that was asked for.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(preset)!;

    /// <param name="name">the method</param>
    /// <exception cref="InputException">A value out of range, or an option that the method would ignore.</exception>
    public Setup<T> Read(ParseResult parsed, string name)
    {
        var (method, start) = (methods[name], methods[name].Presets[Name(parsed)]);
        (string Option, string Value)[] given =
        [
            .. overrides.Where(o => parsed.GetValue(o) is not null).Select(o => (o.Name, parsed.GetValue(o)!)),
        ];
        if (given.FirstOrDefault(g => !method.Has(g.Option)) is ({ } strange, _))
            throw Ignored(strange, name);
        var setup = method.With(start, given);
        return given.FirstOrDefault(g => !method.Reads(setup, g.Option)) is ({ } unread, _)
            ? throw Ignored(unread, name)
            : setup;
    }

    /// <summary>Whether an option was given, whatever the preset says of it.</summary>
    public bool IsGiven(ParseResult parsed, string option) =>
        parsed.GetValue(overrides.Single(o => o.Name == option)) is not null;

    InputException Ignored(string option, string reader)
    {
        var owners = Method<T>
            .Common.Where(p => p.Option == option)
            .Select(p => p.Part!.Name)
            .Concat(
                methods.SelectMany(m => m.Value.Own.Where(p => p.Option == option).Select(p => p.Part?.Name ?? m.Key))
            );
        return new(
            $"{option}: an option of {string.Join(" and ", owners)}, which {reader} does not read here; leave it out"
        );
    }
}
