using Platform.Training.Configuration;
using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;

namespace Platform.Training.Gan.Methods;

/// <summary>The GAN methods by name; another one is a folder and a row.</summary>
public static class Gans
{
    public const string Default = "stylegan";

    public static readonly IReadOnlyDictionary<string, GanMethod> Methods = new OrderedDictionary<string, GanMethod>
    {
        [Default] = GanMethod.Of<StyleGanOptions>(
            StyleGanOptions.Presets,
            (c, o, d, p) => new StyleGanMethod(c, o, d, p),
            options => options.Augmentation.Parts()
        ),
        ["pggan"] = GanMethod.Of<PgganOptions>(PgganOptions.Presets, (c, o, d, p) => new PgganMethod(c, o, d, p)),
    };

    /// <summary>The options of each.</summary>
    public static IEnumerable<(string Name, Method<GanConfig> Method)> Options =>
        Methods.Select(m => (m.Key, (Method<GanConfig>)m.Value));
}
