using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.None;
using Platform.Training.Ssl.SimClr;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>
/// One self-supervised method: how to make its networks, and the parts of a configuration that it reads.
/// </summary>
public sealed record SslMethod(Func<SslConfig, Device, ISslMethod> Create, params IReadOnlyList<string> Parts);

/// <summary>The self-supervised methods by name.</summary>
public static class SslMethods
{
    /// <summary>What every method that trains on views reads.</summary>
    static readonly string[] Trained = [SslConfig.Weights, SslConfig.Training, SslConfig.ViewPart];

    public static readonly IReadOnlyDictionary<string, SslMethod> All = new Dictionary<string, SslMethod>
    {
        ["simclr"] = new((config, device) => new SimClrMethod(config, device), [.. Trained, SslConfig.SimClr]),
        ["byol"] = new((config, device) => new ByolMethod(config, device), [.. Trained, SslConfig.Byol]),
        ["none"] = new((config, device) => new RandomEncoder(config, device), SslConfig.Weights),
    };
}
