using Platform.Shared.Taxonomy;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>How good a model is and what it is not, in lines of at most 80 characters.</summary>
/// <param name="Trained">what its head measured</param>
/// <param name="TrainingImages">photographs that it was trained on</param>
sealed record ModelReport(Measured Trained, PhotographsRequest Request, int TrainingImages)
{
    const int NameWidth = 18,
        FigureWidth = 21,
        LineWidth = 79;

    /// <summary>Of fewer held-out photographs a share says next to nothing.</summary>
    const int FewHeldOut = 20;

    public IEnumerable<string> Lines() =>
        [
            .. Wrapped(
                $"How good it is on {Trained.Images:N0} held-out photographs of {Trained.Lesions:N0} lesions "
                    + "[95 % interval]:"
            ),
            Row("", "this model", "frozen ImageNet", "difference"),
            .. Rule("as among your photographs", "training"),
            .. Rule("all classes alike", "uniform"),
            .. Malignancy(),
            .. Classes(),
        ];

    public IEnumerable<string> Limits() =>
        [
            .. Wrapped("Research and triage support; not a medical device. It must not decide on a patient."),
            .. Wrapped(
                $"It was trained on {TrainingImages:N0} photographs of {Request.Source} alone: with another camera, "
                    + "clinic or kind of patient it may be worse. Measure it there first (training evaluate)."
            ),
        ];

    IEnumerable<string> Rule(string name, string prior)
    {
        var (mine, frozen) = (Trained.Prior(prior), Trained.Frozen?.Prior(prior));
        if (mine is null && prior == "uniform")
        {
            yield return $"{name}: not told, too few photographs to calibrate on";
            yield break;
        }
        yield return $"{name}:";
        yield return Compared("accuracy", mine?.Accuracy ?? Trained.Accuracy, frozen?.Accuracy);
        yield return Compared(
            "balanced accuracy",
            mine?.BalancedAccuracy ?? Trained.BalancedAccuracy,
            frozen?.BalancedAccuracy
        );
    }

    static string Compared(string name, MeasuredFigure mine, MeasuredComparison? frozen) =>
        Row(name, mine.Percent(), frozen?.Value.Percent() ?? "", frozen?.Difference?.More() ?? "");

    IEnumerable<string> Malignancy()
    {
        if (Trained.Malignancy is not { Area: { } area } malignancy)
        {
            foreach (var line in Wrapped(WhyNoScore()))
                yield return line;
            yield break;
        }
        yield return $"malignancy ({string.Join(", ", MalignantCodes())}):";
        var frozen = Trained.Frozen?.MalignancyArea;
        yield return Row("ROC area", area.Area(), frozen?.Value.Area() ?? "", frozen?.Difference?.MoreArea() ?? "");
        foreach (var point in malignancy.Points)
        {
            yield return FormattableString.Invariant(
                $"threshold {point.Threshold:0.0000}, set to find {100 * point.Stated:0.#} % of them on other lesions:"
            );
            yield return Row("sensitivity", Percent(point.Sensitivity));
            yield return Row("specificity", Percent(point.Specificity));
        }
    }

    IReadOnlyList<string> MalignantCodes() =>
        Request.Malignant is null ? [.. Trained.Classes.Where(Diagnosis.Malignant.Contains)] : Request.MalignantCodes;

    string WhyNoScore() =>
        MalignantCodes().Count == 0 ? NoMalignant(Trained.Classes)
        : MalignantCodes().Count == Trained.Classes.Count ? "malignancy: no score, every class counts as malignant"
        : "malignancy: no score, too few photographs to calibrate on or to measure it";

    /// <summary>What is said where nobody told which classes are malignant.</summary>
    public static string NoMalignant(IEnumerable<string> classes) =>
        $"malignancy: no score, which of {string.Join(", ", classes)} is malignant is not known here; "
        + "give --malignant CLASS,CLASS";

    IEnumerable<string> Classes()
    {
        var own = Trained.Prior("training")?.Confusion ?? Trained.Confusion;
        foreach (
            var (rule, confusion) in new[]
            {
                ("as among your photographs", own),
                ("all classes alike", Trained.Prior("uniform")?.Confusion ?? own),
            }
        )
            if (Trained.Unnamed(confusion) is { Count: > 0 } unnamed)
                foreach (var line in Wrapped($"never named, {rule}: {string.Join(", ", unnamed)}"))
                    yield return line;
        string[] few =
        [
            .. Trained
                .Classes.Select((code, c) => (code, Images: Trained.Confusion[c].Sum()))
                .Where(c => c.Images < FewHeldOut)
                .Select(c => $"{c.code} {c.Images}"),
        ];
        if (few.Length > 0)
            foreach (
                var line in Wrapped(
                    $"too few held-out photographs to say much of: {string.Join(", ", few)} "
                        + $"(fewer than {FewHeldOut})"
                )
            )
                yield return line;
    }

    static string Percent(MeasuredFigure? figure) => figure?.Percent() ?? "-";

    static string Row(string name, params string[] figures) =>
        (name.PadRight(NameWidth) + string.Concat(figures.Select(f => $"{f} ".PadRight(FigureWidth)))).TrimEnd();

    /// <summary>A sentence in lines, each after the first indented.</summary>
    public static IEnumerable<string> Wrapped(string sentence)
    {
        var line = "";
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LineWidth)
            {
                yield return line;
                line = " ";
            }
            line += line.Length == 0 ? word : $" {word}";
        }
        yield return line;
    }
}
