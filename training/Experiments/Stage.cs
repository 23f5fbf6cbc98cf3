using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Training.Experiments;

/// <summary>
/// One command with its whole configuration and its inputs, named by a hash of them: two cells that need the same thing
/// share it.
/// </summary>
public sealed class Stage : IArtefact
{
    /// <summary>In a setting's value: the stage's own folder.</summary>
    public const string Here = "{here}";

    /// <summary>The folder of a stage that its command makes.</summary>
    public const string Run = "run";

    public Verb Verb { get; }

    /// <summary>Option to value; an empty value is a flag.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Option to what it names.</summary>
    public IReadOnlyDictionary<string, IArtefact> Inputs { get; }

    public string Key => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)));

    /// <summary>
    /// Settings that are what they would be if nothing were said. They are no part of the key, so that an option which
    /// is added later changes no stage that does without it.
    /// </summary>
    public IReadOnlySet<string> Defaults { get; init; } = new HashSet<string>();

    public Stage(
        Verb verb,
        IEnumerable<(string Option, string Value)> settings,
        params IEnumerable<(string Option, IArtefact Artefact)> inputs
    )
    {
        Verb = verb;
        Settings = new SortedDictionary<string, string>(
            settings.ToDictionary(s => s.Option, s => s.Value),
            StringComparer.Ordinal
        );
        Inputs = new SortedDictionary<string, IArtefact>(
            inputs.ToDictionary(i => i.Option, i => i.Artefact),
            StringComparer.Ordinal
        );
    }

    /// <summary>What the key is the hash of: JSON with ordered names, and of the inputs their keys.</summary>
    public string Canonical =>
        JsonSerializer.Serialize(
            new
            {
                format = Verb.Format,
                verb = Verb.Name,
                settings = Settings.Where(s => !Defaults.Contains(s.Key)).ToDictionary(),
                inputs = Inputs.ToDictionary(i => i.Key, i => i.Value.Key),
            }
        );

    public string Name => $"{Verb.Name}-{Key[..12]}";
    public string Path => $"{Name}/{Run}";

    /// <summary>
    /// The command line, to be run in the work folder: paths are relative, so that what a run records of them is the
    /// same wherever the work folder lies.
    /// </summary>
    public IEnumerable<string> Arguments =>
        [
            Verb.Name,
            .. Settings.SelectMany(s => s.Value == "" ? (string[])[s.Key] : [s.Key, s.Value.Replace(Here, Name)]),
            .. Inputs.SelectMany(i => i.Key == "" ? (string[])[i.Value.Path] : [i.Key, i.Value.Path]),
            "--out",
            Path,
        ];

    /// <summary>These stages and all that they need, each once, inputs before those that read them.</summary>
    public static IReadOnlyList<Stage> WithInputs(IEnumerable<Stage> stages)
    {
        var ordered = new OrderedDictionary<string, Stage>();
        foreach (var stage in stages)
            Add(stage);
        return [.. ordered.Values];

        void Add(Stage stage)
        {
            foreach (var input in stage.Inputs.Values.OfType<Stage>())
                Add(input);
            ordered.TryAdd(stage.Key, stage);
        }
    }
}
