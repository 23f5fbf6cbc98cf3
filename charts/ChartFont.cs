using ScottPlot;

namespace Platform.Charts;

/// <summary>
/// The font of all charts, carried by this assembly: the SkiaSharp build without dependencies sees none of the
/// system's.
/// </summary>
public static class ChartFont
{
    const string Name = "DejaVu Sans";
    static readonly Lock gate = new();
    static bool loaded;

    /// <summary>The file of the upright, regular face, for text that is drawn without a plot.</summary>
    public static string Regular { get; } = PathOf("DejaVuSans.ttf");

    /// <summary>Call before a plot is made.</summary>
    public static void Use()
    {
        lock (gate)
        {
            if (loaded)
                return;
            Add(Regular, bold: false);
            Add(PathOf("DejaVuSans-Bold.ttf"), bold: true);
            Fonts.Default = Name;
            loaded = true;
        }
    }

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Charts", file);

    static void Add(string path, bool bold) => Fonts.AddFontFile(Name, path, bold, italic: false);
}
