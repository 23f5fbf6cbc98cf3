using Platform.Training.Configuration;

namespace Platform.Training.Ssl;

/// <summary>One self-supervised method: its presets, the options that it reads, and how to make its networks.</summary>
/// <param name="Trains">whether it trains on views, or gives the encoder as its weights are drawn</param>
public sealed record SslMethod(
    IReadOnlyDictionary<string, Setup<SslConfig>> Presets,
    bool Trains,
    Func<Setup<SslConfig>, MethodSource, ISslMethod> Create
) : Method<SslConfig>(Presets, _ => Trains ? Trained : [SslConfig.Weights])
{
    static readonly string[] Trained = [SslConfig.Weights, SslConfig.Training, SslConfig.ViewPart];

    /// <typeparam name="TOptions">the method's own options</typeparam>
    public static SslMethod Of<TOptions>(
        IReadOnlyDictionary<string, Setup<SslConfig>> presets,
        Func<SslConfig, TOptions, MethodSource, ISslMethod> create,
        bool trains = true
    ) => new(presets, trains, (setup, source) => create(setup.Config, (TOptions)setup.Options, source));
}
