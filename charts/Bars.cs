using ScottPlot;

namespace Platform.Charts;

/// <summary>Groups of bars with error bars and their values, beside reference lines.</summary>
public static class Bars
{
    const double GroupWidth = 0.8;

    /// <param name="groups">along the x axis</param>
    /// <param name="series">
    /// one bar in each group, or null where there is no figure; its error bar goes from Low to High, none where both
    /// are Value
    /// </param>
    /// <param name="references">dashed horizontal lines</param>
    public static byte[] Png(
        string title,
        string yLabel,
        IReadOnlyList<string> groups,
        IReadOnlyList<(string Name, IReadOnlyList<(double Value, double Low, double High)?> Points)> series,
        IReadOnlyList<(string Name, double Y)>? references = null
    )
    {
        if (series.FirstOrDefault(s => s.Points.Count != groups.Count) is { Name: { } odd })
            throw new ArgumentException($"{odd}: the series needs a point for each of {groups.Count} groups.");
        var plot = Chart.New(title, "", yLabel);
        var width = GroupWidth / series.Count;
        var largest = series.SelectMany(s => s.Points).Max(p => Math.Abs(p?.Value ?? 0));
        double low = 0,
            high = references?.Select(r => r.Y).DefaultIfEmpty(0).Max() ?? 0;
        for (var s = 0; s < series.Count; s++)
        {
            var bars = new List<Bar>();
            var errors = new List<(double X, double Value, double Low, double High)>();
            for (var g = 0; g < groups.Count; g++)
            {
                if (series[s].Points[g] is not var (value, least, most))
                    continue;
                var x = g + (s - (series.Count - 1) / 2.0) * width;
                bars.Add(
                    new()
                    {
                        Position = x,
                        Value = value,
                        Size = 0.92 * width,
                        FillColor = Chart.Colour(s),
                        LineWidth = 1,
                        LineColor = Colors.Black.WithOpacity(0.75),
                    }
                );
                if (least != most)
                    errors.Add((x, value, least, most));
                var (up, end) = (value >= 0, value >= 0 ? most : least);
                var label = plot.Add.Text(Chart.Text(value, largest), x, end);
                (label.LabelFontSize, label.LabelAlignment, label.OffsetY) = (
                    11,
                    up ? Alignment.LowerCenter : Alignment.UpperCenter,
                    up ? -3 : 3
                );
                (low, high) = (Math.Min(low, least), Math.Max(high, most));
            }
            if (bars.Count > 0)
                plot.Add.Bars(bars).LegendText = series[s].Name;
            if (errors.Count > 0)
                plot.PlottableList.Add(
                    new ScottPlot.Plottables.ErrorBar(
                        [.. errors.Select(e => e.X)],
                        [.. errors.Select(e => e.Value)],
                        xErrorsNegative: null,
                        xErrorsPositive: null,
                        yErrorsNegative: [.. errors.Select(e => e.Value - e.Low)],
                        yErrorsPositive: [.. errors.Select(e => e.High - e.Value)]
                    )
                    {
                        Color = Colors.Black,
                        CapSize = 6,
                    }
                );
        }
        Chart.References(plot, references);
        Chart.Ticks(plot.Axes.Bottom, groups.Select((name, i) => ((double)i, name)));
        plot.Axes.SetLimits(
            -0.6,
            groups.Count - 0.4,
            low < 0 ? low - 0.12 * (high - low) : 0,
            high > low ? high + 0.12 * (high - low) : 1
        );
        return Chart.Png(
            plot,
            Math.Clamp(160 + 60 * groups.Count * series.Count, 560, 1600),
            420,
            [.. series.Select(s => s.Name), .. references?.Select(r => $"{r.Name} (00.0)") ?? []]
        );
    }
}
