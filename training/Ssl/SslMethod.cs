using Platform.Training.Configuration;
using Platform.Training.Encoders;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>One self-supervised method: its presets, the options that it reads, and how to make its networks.</summary>
/// <param name="Trains">whether it trains on views, or gives the encoder as its weights are drawn</param>
public sealed record SslMethod(
    IReadOnlyDictionary<string, Setup<SslConfig>> Presets,
    bool Trains,
    Func<Setup<SslConfig>, Func<IEncoder>, Device, ISslMethod> Create
) : Method<SslConfig>(Presets, _ => Trains ? Trained : [SslConfig.Weights])
{
    static readonly string[] Trained = [SslConfig.Weights, SslConfig.Training, SslConfig.ViewPart];

    /// <typeparam name="TOptions">the method's own options</typeparam>
    /// <param name="create">
    /// takes a function that makes encoders of the run's kind, which a method may need two of
    /// </param>
    public static SslMethod Of<TOptions>(
        IReadOnlyDictionary<string, Setup<SslConfig>> presets,
        Func<SslConfig, TOptions, Func<IEncoder>, Device, ISslMethod> create,
        bool trains = true
    ) =>
        new(
            presets,
            trains,
            (setup, encoder, device) => create(setup.Config, (TOptions)setup.Options, encoder, device)
        );
}
