using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.None;
using Platform.Training.Ssl.SimClr;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>The self-supervised methods by name.</summary>
public static class SslMethods
{
    public static readonly IReadOnlyDictionary<string, Func<SslConfig, Device, ISslMethod>> All =
        new Dictionary<string, Func<SslConfig, Device, ISslMethod>>
        {
            ["simclr"] = (config, device) => new SimClrMethod(config, device),
            ["byol"] = (config, device) => new ByolMethod(config, device),
            ["none"] = (config, device) => new RandomEncoder(config, device),
        };
}
