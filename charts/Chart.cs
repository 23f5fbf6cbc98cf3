using ScottPlot;

namespace Platform.Charts;

/// <summary>What all charts share: font, colours, frame, legend below, size.</summary>
public static class Chart
{
    const int Legend = 30;

    /// <summary>Told apart by the colour-blind. Okabe and Ito 2008, "Color universal design".</summary>
    static readonly Color[] Palette =
    [
        .. new[] { "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442" }.Select(c =>
            Color.FromHex(c)
        ),
    ];

    public static Color Colour(int series) => Palette[series % Palette.Length];

    public static Plot New(string title, string xLabel, string yLabel)
    {
        ChartFont.Use();
        var plot = new Plot();
        if (title != "")
            plot.Title(title, 15);
        plot.XLabel(xLabel, 13);
        plot.YLabel(yLabel, 13);
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.08);
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        return plot;
    }

    /// <summary>Dashed lines across the plot, named in the legend with their height.</summary>
    public static void References(Plot plot, IReadOnlyList<(string Name, double Y)>? references)
    {
        foreach (var ((name, y), i) in (references ?? []).Select((r, i) => (r, i)))
        {
            var line = plot.Add.HorizontalLine(
                y,
                1.5f,
                Colors.Black.WithOpacity(0.7),
                i % 2 == 0 ? LinePattern.Dashed : LinePattern.Dotted
            );
            line.LegendText = $"{name} ({y.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)})";
        }
    }

    public static void Ticks(IAxis axis, IEnumerable<(double Position, string Label)> ticks)
    {
        var manual = new ScottPlot.TickGenerators.NumericManual();
        foreach (var (position, label) in ticks)
            manual.AddMajor(position, label);
        axis.TickGenerator = manual;
        axis.MajorTickStyle.Length = 0;
    }

    /// <param name="most">the largest figure of the chart: all have its number of decimals</param>
    public static string Text(double value, double most) =>
        value.ToString(
            Math.Abs(most) switch
            {
                >= 1000 => "N0",
                >= 10 => "0.0",
                >= 1 => "0.00",
                _ => "0.000",
            },
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <param name="legend">entries below the plot; one row each where they are long</param>
    public static byte[] Png(Plot plot, int width, int height, IReadOnlyList<string> legend)
    {
        if (legend.Count == 0)
            return plot.GetImageBytes(width, height, ImageFormat.Png);
        var oneRow = legend.Count * (50 + 8 * legend.Max(l => l.Length)) < width;
        plot.Legend.Orientation = oneRow ? Orientation.Horizontal : Orientation.Vertical;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
        return plot.GetImageBytes(width, height + Legend * (oneRow ? 1 : legend.Count), ImageFormat.Png);
    }
}
