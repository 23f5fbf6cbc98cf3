using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Shared.Trust;

namespace Platform.Training.Evaluation;

/// <summary>
/// evaluation.json: what was measured on labelled images. A part that was not measured is null or empty.
/// </summary>
public sealed record EvaluationResult
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The bundle and its version, or null before there is one.</summary>
    public string? Bundle { get; init; }
    public required string Dataset { get; init; }
    public required string ManifestSha256 { get; init; }
    public required string Split { get; init; }
    public required int Images { get; init; }
    public required int Lesions { get; init; }

    /// <summary>
    /// Whether head and encoder were kept from these lesions; null where the data are not those of the model.
    /// </summary>
    public bool? HeldOut { get; init; }
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>[C][C]: true class, predicted class</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }
    public required Figure Accuracy { get; init; }
    public required Figure BalancedAccuracy { get; init; }
    public required CalibrationFigures BeforeCalibration { get; init; }
    public required CalibrationFigures AfterCalibration { get; init; }
    public required RiskFigures Risk { get; init; }
    public SetFigures? Sets { get; init; }
    public UnlikeFigures? Unlike { get; init; }

    /// <summary>
    /// Of the answers for stated class shares; empty where the model does not say for which its own are.
    /// </summary>
    public IReadOnlyList<PriorFigures> Priors { get; init; } = [];

    /// <summary>What the class shares of the answers were chosen for; null where they were stated.</summary>
    public string? Aim { get; init; }

    /// <summary>How far they go from the training images' shares to those of the aim, 0 to 1; null likewise.</summary>
    public double? Exponent { get; init; }
    public MalignancyFigures? Malignancy { get; init; }

    /// <summary>
    /// Of heads on other encoders, on these images: what the model's own figures stand beside. Empty where none were
    /// measured on them.
    /// </summary>
    public IReadOnlyList<BaselineFigures> Baselines { get; init; } = [];
    public IReadOnlyList<SubgroupRow> Subgroups { get; init; } = [];
    public IReadOnlyList<StrangeRow> Strange { get; init; } = [];
    public IReadOnlyList<DegradedRow> Degraded { get; init; } = [];
}

/// <param name="Error">expected calibration error, 15 bins of equal width</param>
/// <param name="EqualMassError">the same with bins of equal numbers of images</param>
/// <param name="Bins">of equal width</param>
/// <param name="Floor">
/// what Error would be of perfectly calibrated answers, and the bounds of 95 % of it; null in files of older versions
/// </param>
public sealed record CalibrationFigures(
    Figure Error,
    Figure EqualMassError,
    Figure Brier,
    Figure LogLoss,
    IReadOnlyList<ReliabilityBin> Bins,
    Figure? Floor = null
);

/// <param name="Area">mean risk over all coverages</param>
/// <param name="AtEighty">share of wrong answers when the least certain fifth is withheld</param>
/// <param name="Curve">(share answered, share of those that is wrong)</param>
public sealed record RiskFigures(double Area, double AtEighty, IReadOnlyList<double[]> Curve);

/// <param name="Stated">coverage that the sets promise</param>
/// <param name="Coverage">share of images whose set holds the true class</param>
/// <param name="Size">mean number of classes in a set</param>
/// <param name="Single">share of images whose set is the most probable class alone</param>
/// <param name="ByClass">in the order of the classes</param>
public sealed record SetFigures(
    double Stated,
    Figure Coverage,
    double Size,
    double Single,
    IReadOnlyList<SetRow> ByClass
);

/// <param name="Coverage">null without images of the class</param>
public sealed record SetRow(string Class, int Images, Figure? Coverage, double? Size);

/// <param name="StatedRejection">share of images like the training ones that the threshold was set to reject</param>
/// <param name="Rejected">share of these images that it rejects</param>
public sealed record UnlikeFigures(string Measure, double Threshold, double StatedRejection, Figure Rejected);

/// <param name="Prior"><see cref="Training"/> or <see cref="Uniform"/></param>
/// <param name="Confusion">[C][C]: true class, predicted class</param>
public sealed record PriorFigures(
    string Prior,
    Figure Accuracy,
    Figure BalancedAccuracy,
    IReadOnlyList<IReadOnlyList<int>> Confusion
)
{
    /// <summary>For classes that are as frequent as among the training images, or equally frequent.</summary>
    public const string Training = "training",
        Uniform = "uniform",
        Uncalibrated = "not calibrated";
}

/// <param name="Images">malignant images</param>
/// <param name="Lesions">malignant lesions</param>
/// <param name="Area">under the receiver operating curve; null where all or none of the images are malignant</param>
/// <param name="Curve">(share of benign images above a threshold, share of malignant ones)</param>
public sealed record MalignancyFigures(
    int Images,
    int Lesions,
    Figure? Area,
    IReadOnlyList<double[]> Curve,
    IReadOnlyList<OperatingFigures> Points
)
{
    /// <summary>
    /// Share of malignant lesions that the predictive values are for: the stated one, else that of these images; null
    /// in files of older versions, and where all or none of the images are malignant.
    /// </summary>
    public double? Prevalence { get; init; }

    /// <summary>Whether the prevalence was stated.</summary>
    public bool PrevalenceStated { get; init; }
}

/// <param name="Stated">sensitivity that the threshold was set for, on other lesions</param>
/// <param name="Sensitivity">share of malignant images at or above the threshold; null without one</param>
/// <param name="Specificity">share of the others below it; null without one</param>
public sealed record OperatingFigures(double Stated, double Threshold, Figure? Sensitivity, Figure? Specificity)
{
    /// <summary>Of the images at or above the threshold, the share that is malignant, at the prevalence.</summary>
    public Figure? Positive { get; init; }

    /// <summary>Of the images below it, the share that is not malignant, at the prevalence.</summary>
    public Figure? Negative { get; init; }

    /// <summary>The same with predictive values.</summary>
    public OperatingFigures At(double prevalence)
    {
        if (Sensitivity is not { } found || Specificity is not { } cleared)
            return this;
        var shares = PredictiveShares.Of(Bounded(found), Bounded(cleared), prevalence);
        return this with { Positive = Of(shares.Positive), Negative = Of(shares.Negative) };
    }

    static BoundedShare Bounded(Figure figure) => new(figure.Value, figure.Low, figure.High);

    static Figure? Of(BoundedShare? share) => share is { } s ? new(s.Value, s.Low, s.High) : null;
}

/// <param name="Few">too few images to speak of</param>
/// <param name="Coverage">of the prediction sets</param>
public sealed record SubgroupRow(
    string Dimension,
    string Group,
    int Images,
    int Lesions,
    bool Few,
    Figure Accuracy,
    Figure BalancedAccuracy,
    Figure CalibrationError,
    Figure? Coverage
);

/// <param name="Accepted">share taken for images like the training ones: the false accepts, where they are none</param>
/// <param name="Area">under the receiver operating curve, against the held-out images</param>
public sealed record StrangeRow(string Kind, string Name, int Images, double Accepted, double Area);

/// <param name="Level">0 is the image as it is</param>
/// <param name="Unlike">share rejected as unlike the training images</param>
public sealed record DegradedRow(
    string Name,
    string Unit,
    double Level,
    int Images,
    double Accuracy,
    double BalancedAccuracy,
    double Confidence,
    double? Unlike
);
