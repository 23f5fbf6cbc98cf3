using System.CommandLine;
using Platform.Shared;
using Platform.Training.Runs;

namespace Platform.Training.Commands;

/// <summary>
/// The options that say where a run computes: <c>--device</c>, <c>--libtorch</c>, <c>--threads</c>, <c>--precision</c>.
/// </summary>
public sealed class MachineOptions
{
    readonly Option<string> device = new("--device")
    {
        Description = "cpu, cuda, or auto (cuda where there is one)",
        DefaultValueFactory = _ => "auto",
    };
    readonly Option<string?> libtorch = new("--libtorch")
    {
        Description = "folder of an existing CUDA libtorch, such as a PyTorch install's torch/lib",
    };
    readonly Option<int?> threads = new("--threads")
    {
        Description = "CPU threads (default: all that this process may use)",
    };
    readonly Option<string>? precision;

    /// <param name="precision">Whether the command trains in a precision that can be chosen.</param>
    public MachineOptions(Command command, bool precision = false)
    {
        device.AcceptOnlyFromAmong("cpu", "cuda", "auto");
        threads.Validators.Add(result =>
        {
            // By the text, because asking for the value of one that is no number throws.
            if (result.Tokens is [var token] && Numbers.TryParse(token.Value, out int count) && count < 1)
                result.AddError("--threads: give a number of 1 or more");
        });
        foreach (var option in new Option[] { device, libtorch, threads })
            command.Options.Add(option);
        if (!precision)
            return;
        this.precision = new("--precision")
        {
            Description = "fp32; bf16, mixed with float32 weights, losses and statistics; or auto",
            DefaultValueFactory = _ => "auto",
        };
        this.precision.AcceptOnlyFromAmong("fp32", "bf16", "auto");
        command.Options.Add(this.precision);
    }

    /// <summary>What was asked for.</summary>
    public Machine Read(ParseResult parsed) =>
        new(
            parsed.GetValue(device)!,
            parsed.GetValue(libtorch),
            parsed.GetValue(threads),
            precision is not null && PrecisionGiven(parsed) is { } given
                ? Enum.Parse<Precision>(given, ignoreCase: true)
                : null
        );

    /// <summary>
    /// The options as given, for a command in a process of its own; without the precision, which not every command
    /// takes.
    /// </summary>
    public IEnumerable<string> Arguments(ParseResult parsed) =>
        [
            device.Name,
            parsed.GetValue(device)!,
            .. parsed.GetValue(libtorch) is { } folder
                ? [libtorch.Name, Path.GetFullPath(folder)]
                : Array.Empty<string>(),
            .. parsed.GetValue(threads) is { } count ? [threads.Name, $"{count}"] : Array.Empty<string>(),
        ];

    /// <summary>fp32 or bf16; null where the choice is left to the command.</summary>
    public string? PrecisionGiven(ParseResult parsed) =>
        parsed.GetValue(precision!) is var given && given == "auto" ? null : given;
}
