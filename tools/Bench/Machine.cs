using System.Globalization;
using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.Tools.Bench;

/// <summary>What a bench ran on.</summary>
static class Machine
{
    const string Processors = "/proc/cpuinfo",
        Load = "/proc/loadavg";

    public static IReadOnlyList<string> Lines() =>
        [
            $"machine: {Environment.ProcessorCount} processors{(Model() is { } model ? $" of {model}" : "")}, "
                + $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}",
            .. Waiting() is { } waiting
                ?
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"load average of the minute before: {waiting:0.0}; of a machine with no other work it is "
                            + $"below 1"
                    ),
                ]
                : Array.Empty<string>(),
        ];

    /// <summary>The processor's name; null where the system does not tell it.</summary>
    public static string? Model() =>
        !File.Exists(Processors)
            ? null
            : File.ReadLines(Processors).FirstOrDefault(l => l.StartsWith("model name"))?.Split(':', 2)[1].Trim();

    static double? Waiting() => !File.Exists(Load) ? null : Numbers.Parse(File.ReadAllText(Load).Split(' ')[0]);
}
