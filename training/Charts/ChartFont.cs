using ScottPlot;

namespace Platform.Training.Charts;

/// <summary>
/// The font of all charts, carried by this assembly: the SkiaSharp build without dependencies sees none of the
/// system's.
/// </summary>
static class ChartFont
{
    const string Name = "DejaVu Sans";
    static readonly Lock gate = new();
    static bool loaded;

    /// <summary>Call before a plot is made.</summary>
    public static void Use()
    {
        lock (gate)
        {
            if (loaded)
                return;
            Add("DejaVuSans.ttf", bold: false);
            Add("DejaVuSans-Bold.ttf", bold: true);
            Fonts.Default = Name;
            loaded = true;
        }
    }

    static void Add(string file, bool bold) =>
        Fonts.AddFontFile(Name, Path.Combine(AppContext.BaseDirectory, "Charts", file), bold, italic: false);
}
