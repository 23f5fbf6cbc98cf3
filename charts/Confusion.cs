using ScottPlot;

namespace Platform.Charts;

/// <summary>
/// A confusion matrix: rows are true classes, the shade is the share of the row, each cell has its count and share.
/// </summary>
public static class Confusion
{
    const int Cell = 72;

    /// <param name="counts">[C][C]: true class, predicted class</param>
    public static byte[] Png(string title, IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        var plot = Chart.New(title, "predicted class", "true class");
        var n = classes.Count;
        var shares = new double[n, n];
        for (var row = 0; row < n; row++)
        for (var column = 0; column < n; column++)
        {
            var share = shares[row, column] = counts[row][column] / (double)Math.Max(1, counts[row].Sum());
            var text = plot.Add.Text(
                counts[row].Sum() > 0 ? $"{counts[row][column]}\n{100 * share:0} %" : "-",
                column,
                n - 1 - row
            );
            (text.LabelFontSize, text.LabelAlignment, text.LabelFontColor) = (
                12,
                Alignment.MiddleCenter,
                share > 0.5 ? Colors.White : Colors.Black
            );
        }
        var heat = plot.Add.Heatmap(shares);
        (heat.Colormap, heat.ManualRange) = (new Shade(), new ScottPlot.Range(0, 1));
        plot.MoveToBottom(heat);
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var c = 0; c < n; c++)
            ticks.AddMajor(n - 1 - c, $"{classes[c]} ({counts[c].Sum()})");
        plot.Axes.Left.TickGenerator = ticks;
        Chart.Ticks(plot.Axes.Bottom, classes.Select((name, i) => ((double)i, name)));
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, n - 0.5, -0.5, n - 0.5);
        return plot.GetImageBytes(150 + n * Cell, 110 + n * Cell, ImageFormat.Png);
    }

    /// <summary>White to dark blue.</summary>
    sealed class Shade : IColormap
    {
        public string Name => "white to blue";

        public Color GetColor(double share) =>
            Colors.White.InterpolateRgb(Color.FromHex("#08306B"), double.IsFinite(share) ? share : 0);
    }
}
