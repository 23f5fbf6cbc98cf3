namespace Platform.Charts;

/// <summary>Lines through points, each with a band around it.</summary>
public static class Lines
{
    /// <param name="series">points in order of X; Low and High bound the band and may equal Y</param>
    /// <param name="references">dashed horizontal lines</param>
    /// <param name="logX">spaces X by its logarithm and marks each X that occurs</param>
    public static byte[] Png(
        string title,
        string xLabel,
        string yLabel,
        IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y, double Low, double High)> Points)> series,
        IReadOnlyList<(string Name, double Y)>? references = null,
        bool logX = false
    )
    {
        var plot = Chart.New(title, xLabel, yLabel);
        double At(double x) => logX ? Math.Log10(x) : x;
        for (var s = 0; s < series.Count; s++)
        {
            var (xs, points) = (series[s].Points.Select(p => At(p.X)).ToArray(), series[s].Points);
            if (points.Any(p => p.Low < p.High))
            {
                var band = plot.Add.FillY(xs, [.. points.Select(p => p.Low)], [.. points.Select(p => p.High)]);
                (band.FillColor, band.LineWidth, band.MarkerSize) = (Chart.Colour(s).WithOpacity(0.18), 0, 0);
            }
            var line = plot.Add.Scatter(xs, points.Select(p => p.Y).ToArray(), Chart.Colour(s));
            (line.LegendText, line.LineWidth, line.MarkerSize) = (series[s].Name, 2, points.Count > 60 ? 0 : 6);
        }
        Chart.References(plot, references);
        if (logX)
            Chart.Ticks(
                plot.Axes.Bottom,
                series
                    .SelectMany(s => s.Points.Select(p => p.X))
                    .Distinct()
                    .Select(x => (At(x), x.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)))
            );
        plot.Axes.Margins(0.04, 0.08);
        return Chart.Png(
            plot,
            760,
            440,
            [.. series.Select(s => s.Name), .. references?.Select(r => $"{r.Name} (00.0)") ?? []]
        );
    }
}
