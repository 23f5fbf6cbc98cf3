using Platform.Training.Configuration;

namespace Platform.Training.Ssl;

/// <summary>One self-supervised method: its presets, the options that it reads, and how to make its networks.</summary>
/// <param name="Trains">whether it trains on views, or gives the encoder as its weights are drawn</param>
/// <param name="Pairs">whether it compares two views, see <see cref="SslConfig.Pair"/></param>
public sealed record SslMethod(
    IReadOnlyDictionary<string, Setup<SslConfig>> Presets,
    bool Trains,
    bool Pairs,
    Func<Setup<SslConfig>, MethodSource, ISslMethod> Create
) : Method<SslConfig>(Presets, _ => PartsOf(Trains, Pairs))
{
    static string[] PartsOf(bool trains, bool pairs) =>
        [
            SslConfig.Weights,
            .. trains ? [SslConfig.Training, SslConfig.ViewPart] : Array.Empty<string>(),
            .. pairs ? [SslConfig.PairPart] : Array.Empty<string>(),
        ];

    /// <typeparam name="TOptions">the method's own options</typeparam>
    public static SslMethod Of<TOptions>(
        IReadOnlyDictionary<string, Setup<SslConfig>> presets,
        Func<SslConfig, TOptions, MethodSource, ISslMethod> create,
        bool trains = true,
        bool pairs = false
    ) => new(presets, trains, pairs, (setup, source) => create(setup.Config, (TOptions)setup.Options, source));
}
