using System.Globalization;
using Platform.Charts;
using Platform.Shared;
using ScottPlot;

namespace Platform.Tools.Bench.Curves;

/// <summary>
/// A measure of a growth: both axes logarithmic, so that the exponent is the slope and is written on it, beside the
/// line of proportion.
/// </summary>
static class GrowthChart
{
    const string Proportion = "in proportion to the first";
    const int Few = 4; // marks of an axis
    const double Margin = 0.05; // of the width, left and right

    public static byte[] Png(Growth growth, int measure)
    {
        var (c, m) = (growth.Curve, growth.Measures[measure]);
        var plot = Chart.New($"{c.Title}: {m.Name}", c.Axis, m.Unit + (m.LessIsBetter ? ", less is better" : ""));
        // others have no logarithm
        int[] sizes = [.. Enumerable.Range(0, c.Sizes.Count).Where(s => growth.Values(s, measure).Min() > 0)];
        if (sizes.Length > 1)
            Draw(plot, growth, measure, sizes);
        return Chart.Png(plot, 760, 440, [m.Name, Proportion]);
    }

    static void Draw(Plot plot, Growth growth, int measure, int[] sizes)
    {
        double[] Logs(Func<IReadOnlyList<double>, double> figure) =>
            [.. sizes.Select(s => Math.Log10(figure(growth.Values(s, measure))))];
        var (counts, least, middle, most) = (
            growth.Curve.Sizes,
            Logs(v => v.Min()),
            Logs(Outcome.Median),
            Logs(v => v.Max())
        );
        double[] xs = [.. sizes.Select(s => Math.Log10(counts[s]))];
        var band = plot.Add.FillY(xs, least, most);
        (band.FillColor, band.LineWidth, band.MarkerSize) = (Chart.Colour(0).WithOpacity(0.18), 0, 0);
        var line = plot.Add.Scatter(xs, middle, Chart.Colour(0));
        (line.LegendText, line.LineWidth, line.MarkerSize) = (growth.Measures[measure].Name, 2, 6);
        var proportion = plot.Add.Line(xs[0], middle[0], xs[^1], middle[0] + xs[^1] - xs[0]);
        (proportion.LegendText, proportion.LineWidth, proportion.LinePattern, proportion.Color) = (
            Proportion,
            1.5f,
            LinePattern.Dashed,
            Colors.Black.WithOpacity(0.7)
        );
        for (var i = 1; i < sizes.Length; i++)
        {
            var (x, y) = ((xs[i] + xs[i - 1]) / 2, (middle[i] + middle[i - 1]) / 2);
            var label = plot.Add.Text(
                ((middle[i] - middle[i - 1]) / (xs[i] - xs[i - 1])).ToString("0.00", CultureInfo.InvariantCulture),
                x,
                y
            );
            var above = y - middle[0] >= x - xs[0]; // on the side away from the dashed line
            (label.LabelFontSize, label.LabelAlignment, label.OffsetY) = (
                11,
                above ? Alignment.LowerRight : Alignment.UpperLeft,
                above ? -3 : 3
            );
        }
        var marks = Marks(Math.Pow(10, least.Min()), Math.Pow(10, most.Max()));
        Chart.Ticks(
            plot.Axes.Bottom,
            sizes.Select((s, i) => (xs[i], counts[s].ToString("N0", CultureInfo.InvariantCulture)))
        );
        Chart.Ticks(
            plot.Axes.Left,
            marks.Select(y =>
                (Math.Log10(y), y.ToString(y >= 1000 ? "N0" : "0.########", CultureInfo.InvariantCulture))
            )
        );
        plot.Axes.SetLimits(
            xs[0] - Margin * (xs[^1] - xs[0]),
            xs[^1] + Margin * (xs[^1] - xs[0]),
            Math.Log10(marks[0]),
            Math.Log10(marks[^1])
        );
    }

    /// <summary>
    /// 1, 2 and 5 of each power of ten, or where those are few every digit, from the last that is not above the least
    /// to the first above the most.
    /// </summary>
    internal static double[] Marks(double least, double most) =>
        Marks(least, most, [1, 2, 5]) is { Length: >= Few } marks
            ? marks
            : Marks(least, most, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

    static double[] Marks(double least, double most, int[] digits)
    {
        double[] all =
        [
            .. from power in Enumerable.Range(-9, 24) from digit in digits select Numbers.Parse($"{digit}e{power}"),
        ];
        var (low, high) = (all.Last(y => y <= least), all.First(y => y > most));
        return [.. all.Where(y => y >= low && y <= high)];
    }
}
