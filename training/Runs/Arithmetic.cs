using System.Reflection;
using Microsoft.ML;
using TorchSharp;

namespace Platform.Training.Runs;

/// <summary>
/// What a run computes with, beside its precision: equal options give other weights on another processor, or by another
/// library.
/// </summary>
/// <param name="Device">cpu or cuda</param>
/// <param name="Processor">its architecture and features, see <see cref="ProcessorFeatures"/></param>
/// <param name="Libraries">version of each by its name</param>
public sealed record Arithmetic(
    string Device,
    IReadOnlyList<string> Processor,
    IReadOnlyDictionary<string, string> Libraries
)
{
    /// <summary>Of this process, once libtorch has been started.</summary>
    public static Arithmetic Of(torch.Device device) =>
        new(
            device.type.ToString().ToLowerInvariant(),
            ProcessorFeatures.All,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["dotnet"] = Environment.Version.ToString(),
                ["libtorch"] = torch.__version__ + (TorchRuntime.IsExternal ? " by --libtorch" : ""),
                ["Microsoft.ML"] = Version(typeof(MLContext)),
                ["TorchSharp"] = Version(typeof(torch)),
            }
        );

    /// <summary>What is different now, in words; empty where nothing is.</summary>
    public string ChangesTo(Arithmetic now)
    {
        var changes = new List<string>();
        if (now.Device != Device)
            changes.Add($"device {now.Device} in place of {Device}");
        if (Processor.Except(now.Processor).ToArray() is { Length: > 0 } lost)
            changes.Add($"a processor without {string.Join(", ", lost)}");
        if (now.Processor.Except(Processor).ToArray() is { Length: > 0 } found)
            changes.Add($"a processor with {string.Join(", ", found)}");
        changes.AddRange(
            now.Libraries.Where(l => Libraries.GetValueOrDefault(l.Key) != l.Value)
                .Select(l => $"{l.Key} {l.Value} in place of {Libraries.GetValueOrDefault(l.Key) ?? "none"}")
        );
        return string.Join("; ", changes);
    }

    static string Version(Type of) =>
        of.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";
}
