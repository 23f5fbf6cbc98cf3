namespace Platform.Training.Experiments;

/// <summary>Accuracy and deviation in per cent as the paper prints them. Ren et al. 2021, Tables I and II.</summary>
public static class PaperFigures
{
    static readonly Dictionary<
        (string Dataset, string Method, bool Synthetic),
        (double Mean, double Deviation)
    > Tables = new()
    {
        [("isic2019", "none", false)] = (26.05, 1.24),
        [("ham10000", "none", false)] = (67.87, 0.38),
        [("isic2019", "simclr", false)] = (34.73, 1.07),
        [("ham10000", "simclr", false)] = (71.84, 0.23),
        [("isic2019", "byol", false)] = (35.71, 2.04),
        [("ham10000", "byol", false)] = (71.37, 0.36),
        [("isic2019", "simclr", true)] = (38.55, 0.44),
        [("ham10000", "simclr", true)] = (72.52, 0.25),
        [("isic2019", "byol", true)] = (46.88, 0.48),
        [("ham10000", "byol", true)] = (74.44, 0.28),
    };

    /// <summary>null where the paper has none: the phantoms, and the steps-matched arm.</summary>
    public static (double Mean, double Deviation)? Of(Experiment experiment, string dataset, Point point) =>
        experiment.InPaper
        && point.Arm != Arm.StepsMatched
        && Tables.TryGetValue((dataset, point.Method, point.Synthetic > 0), out var figure)
            ? figure
            : null;

    /// <summary>The highest on a data set, whichever cells are run; null where the paper has none.</summary>
    public static double? Best(Experiment experiment, string dataset) =>
        experiment.InPaper ? Tables.Where(t => t.Key.Dataset == dataset).Max(t => (double?)t.Value.Mean) : null;

    /// <summary>The name of the paper's data set that a reader of ours reads.</summary>
    public static string? Dataset(string name) =>
        name switch
        {
            "isic2019" => "BCN20000",
            "ham10000" => "HAM10000",
            _ => null,
        };
}
