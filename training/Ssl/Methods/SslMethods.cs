using Platform.Training.Configuration;
using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.None;
using Platform.Training.Ssl.SimClr;
using Platform.Training.Ssl.Supervised;

namespace Platform.Training.Ssl.Methods;

/// <summary>The self-supervised methods by name; another one is a folder and a row.</summary>
public static class SslMethods
{
    public const string Default = "simclr";

    public static readonly IReadOnlyDictionary<string, SslMethod> All = new OrderedDictionary<string, SslMethod>
    {
        [Default] = SslMethod.Of<SimClrOptions>(
            SimClrOptions.Presets,
            (c, o, s) => new SimClrMethod(c, o, s),
            pairs: true
        ),
        ["byol"] = SslMethod.Of<ByolOptions>(ByolOptions.Presets, (c, o, s) => new ByolMethod(c, o, s), pairs: true),
        ["supervised"] = SslMethod.Of<SupervisedOptions>(
            SupervisedOptions.Presets,
            (c, o, s) => new SupervisedMethod(c, o, s)
        ),
        ["none"] = SslMethod.Of<NoOptions>(RandomEncoder.Presets, (_, _, s) => new RandomEncoder(s), trains: false),
    };

    /// <summary>The options of each.</summary>
    public static IEnumerable<(string Name, Method<SslConfig> Method)> Options =>
        All.Select(m => (m.Key, (Method<SslConfig>)m.Value));

    /// <summary>What <c>training views</c> reads: how views are drawn, whatever the method.</summary>
    public static readonly Method<SslConfig> Views = new(RandomEncoder.Presets, _ => [SslConfig.ViewPart]);
}
