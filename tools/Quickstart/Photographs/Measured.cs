using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Formats;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>What head measured on held-out photographs, of its evaluation.json.</summary>
/// <param name="Confusion">[C][C]: true class, predicted class</param>
/// <param name="Priors">empty where too few photographs were kept to calibrate on</param>
sealed record Measured(
    IReadOnlyList<string> Classes,
    int Images,
    int Lesions,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    MeasuredFigure Accuracy,
    MeasuredFigure BalancedAccuracy,
    IReadOnlyList<MeasuredPrior> Priors,
    MeasuredMalignancy? Malignancy,
    IReadOnlyList<MeasuredBaseline> Baselines
)
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <param name="head">the folder that head made</param>
    /// <exception cref="InputException">It is missing or damaged.</exception>
    public static Measured Of(string head) =>
        HeadContracts.Evaluation.Read<Measured>(Path.Combine(head, HeadContracts.EvaluationName), Json);

    /// <summary>A head on ImageNet's encoder as it came; null where it was not measured.</summary>
    public MeasuredBaseline? Frozen => Baselines.FirstOrDefault(b => b.Encoder == HeadContracts.FrozenImageNet);

    public MeasuredPrior? Prior(string name) => Priors.FirstOrDefault(p => p.Prior == name);

    /// <summary>Classes that none of the answers names.</summary>
    public IReadOnlyList<string> Unnamed(IReadOnlyList<IReadOnlyList<int>> confusion) =>
        [.. Classes.Where((_, c) => confusion.All(row => row[c] == 0))];
}

/// <summary>A share with its interval of 95 %, null where too few lesions would give it.</summary>
sealed record MeasuredFigure(double Value, double? Low, double? High)
{
    const string Points = "0.0",
        Thousandths = "0.000";

    public string Percent() => Text(100, Points, " %");

    public string Area() => Text(1, Thousandths, "");

    /// <summary>As a difference of shares, in points.</summary>
    public string More() => Text(100, $"+{Points};-{Points}", "");

    public string MoreArea() => Text(1, "+.000;-.000", "");

    string Text(double scale, string format, string unit)
    {
        string Number(double of) =>
            scale * of == 100
                ? "100"
                : (scale * of).ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        var interval = Low is { } low && High is { } high ? $"[{Number(low)}, {Number(high)}]" : "[withheld]";
        return $"{Number(Value)}{unit} {interval}";
    }
}

/// <param name="Prior">training or uniform</param>
sealed record MeasuredPrior(
    string Prior,
    MeasuredFigure Accuracy,
    MeasuredFigure BalancedAccuracy,
    IReadOnlyList<IReadOnlyList<int>> Confusion
);

/// <param name="Images">malignant ones</param>
sealed record MeasuredMalignancy(int Images, MeasuredFigure? Area, IReadOnlyList<MeasuredPoint> Points);

/// <param name="Stated">sensitivity that the threshold was set for, on other lesions</param>
sealed record MeasuredPoint(double Stated, double Threshold, MeasuredFigure? Sensitivity, MeasuredFigure? Specificity);

/// <summary>A head on another encoder, on the same photographs.</summary>
sealed record MeasuredBaseline(
    string Encoder,
    IReadOnlyList<MeasuredBaselinePrior> Priors,
    MeasuredComparison? MalignancyArea
)
{
    /// <summary>By the same name, or what an uncalibrated head has instead.</summary>
    public MeasuredBaselinePrior? Prior(string name) =>
        Priors.FirstOrDefault(p => p.Prior == name) ?? (Priors.Count == 1 ? Priors[0] : null);
}

/// <param name="Prior">training, uniform, or of a head that is not calibrated</param>
sealed record MeasuredBaselinePrior(string Prior, MeasuredComparison Accuracy, MeasuredComparison BalancedAccuracy);

/// <param name="Value">of the baseline</param>
/// <param name="Difference">the model's less the baseline's, over the same lesions</param>
sealed record MeasuredComparison(MeasuredFigure Value, MeasuredFigure? Difference);
