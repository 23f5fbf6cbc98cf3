using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Trust;

namespace Platform.Training.Head;

/// <summary>How a head's logits are scaled, so that its probabilities mean what they say.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum Scaling
{
    Temperature,
    Vector,
}

/// <summary>What is made of the calibration images, as config.json keeps it.</summary>
/// <param name="Coverage">of the prediction sets</param>
/// <param name="ByClass">the coverage is meant for each class</param>
/// <param name="FalseRejection">share of images like the training ones that may be called unlike them</param>
public sealed record TrustOptions(
    Scaling Scaling = Scaling.Temperature,
    double Coverage = 0.9,
    bool ByClass = true,
    double FalseRejection = 0.05
)
{
    /// <summary>For which class shares the head answers.</summary>
    public PriorOptions Prior { get; init; } = PriorOptions.Training;

    /// <summary>What these shares are chosen for on the calibration images; null where they are stated.</summary>
    public AimOptions? Aim { get; init; }

    /// <summary>
    /// Codes of the classes that count as malignant; those of the data set that are known as such when null.
    /// </summary>
    public IReadOnlyList<string>? Malignant { get; init; }

    /// <summary>Shares of malignant images that a threshold is set for.</summary>
    public IReadOnlyList<double> Sensitivities { get; init; } = OperatingPoints.Sensitivities;

    /// <summary>Which of the classes count as malignant.</summary>
    /// <param name="classes">codes</param>
    /// <returns>[C]; null where all or none of them do, so that there is nothing to tell apart</returns>
    /// <exception cref="InputException">A code is none of the classes.</exception>
    public IReadOnlyList<bool>? MalignantOf(IReadOnlyList<string> classes)
    {
        if (Malignant?.FirstOrDefault(m => !classes.Contains(m)) is { } odd)
            throw new InputException($"--malignant {odd}: none of the classes ({string.Join(", ", classes)})");
        return OperatingPoints.Flags(classes, Malignant);
    }

    /// <exception cref="InputException">A share is not between 0 and 1, or two options exclude each other.</exception>
    public void Check()
    {
        Inside("--coverage", Coverage);
        Inside("--false-rejection", FalseRejection);
        foreach (var sensitivity in Sensitivities)
            Inside("--sensitivity", sensitivity);
        Prior.Check();
        if (Aim is not null && Prior != PriorOptions.Training)
            throw new InputException(
                "--aim: chooses the class shares that the head answers for; leave out --prior and --prior-exponent"
            );
    }

    /// <summary>Whether a head that is not calibrated answers for the class shares that are asked for.</summary>
    public bool NeedNoCalibration(ClassWeights weights) =>
        Aim is null && (weights == ClassWeights.Balanced ? Prior.IsUniform && Prior.Exponent == 1 : Prior.IsTraining);

    static void Inside(string option, double value)
    {
        if (value is not (> 0 and < 1))
            throw new InputException($"{option} {value}: must be between 0 and 1");
    }
}
