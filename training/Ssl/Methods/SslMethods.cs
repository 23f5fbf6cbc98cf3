using Platform.Training.Configuration;
using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.None;
using Platform.Training.Ssl.SimClr;

namespace Platform.Training.Ssl.Methods;

/// <summary>The self-supervised methods by name; another one is a folder and a row.</summary>
public static class SslMethods
{
    public const string Default = "simclr";

    public static readonly IReadOnlyDictionary<string, SslMethod> All = new OrderedDictionary<string, SslMethod>
    {
        [Default] = SslMethod.Of<SimClrOptions>(SimClrOptions.Presets, (c, o, e, d) => new SimClrMethod(c, o, e, d)),
        ["byol"] = SslMethod.Of<ByolOptions>(ByolOptions.Presets, (c, o, e, d) => new ByolMethod(c, o, e, d)),
        ["none"] = SslMethod.Of<NoOptions>(
            RandomEncoder.Presets,
            (_, _, e, d) => new RandomEncoder(e, d),
            trains: false
        ),
    };

    /// <summary>The options of each.</summary>
    public static IEnumerable<(string Name, Method<SslConfig> Method)> Options =>
        All.Select(m => (m.Key, (Method<SslConfig>)m.Value));

    /// <summary>What <c>training views</c> reads: how views are drawn, whatever the method.</summary>
    public static readonly Method<SslConfig> Views = new(RandomEncoder.Presets, _ => [SslConfig.ViewPart]);
}
