using Platform.Training.Configuration;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Gan;

/// <summary>One GAN method: its presets, the options that it reads, and how to make its networks.</summary>
public sealed record GanMethod(
    IReadOnlyDictionary<string, Setup<GanConfig>> Presets,
    Func<Setup<GanConfig>, IReadOnlyList<string>> Parts,
    Func<Setup<GanConfig>, Device, Precision, IGan> Create
) : Method<GanConfig>(Presets, Parts)
{
    /// <typeparam name="TOptions">the method's own options</typeparam>
    /// <param name="parts">the parts of them that it reads; null where they have none</param>
    public static GanMethod Of<TOptions>(
        IReadOnlyDictionary<string, Setup<GanConfig>> presets,
        Func<GanConfig, TOptions, Device, Precision, IGan> create,
        Func<TOptions, IReadOnlyList<string>>? parts = null
    ) =>
        new(
            presets,
            setup => parts?.Invoke((TOptions)setup.Options) ?? [],
            (setup, device, precision) => create(setup.Config, (TOptions)setup.Options, device, precision)
        );
}
