namespace Platform.Shared.Trust;

/// <summary>What a bundle says of its own limits; each part is null where it was not measured.</summary>
public sealed record TrustSpec
{
    public UnlikeSpec? Unlike { get; init; }
    public ConformalSpec? Conformal { get; init; }

    public PriorSpec? Priors { get; init; }
    public MalignancySpec? Malignancy { get; init; }
}

/// <summary>Class shares, which are what probabilities of classes are for.</summary>
/// <param name="Training">[C] of the images that the head was fitted on; sum to 1</param>
/// <param name="Answer">[C] those that the head's probabilities are for, calibration included; sum to 1</param>
public sealed record PriorSpec(IReadOnlyList<double> Training, IReadOnlyList<double> Answer)
{
    /// <summary>What the shares of the answers were chosen for; null where they were stated.</summary>
    public string? Aim { get; init; }

    /// <summary>How far they go from the training images' shares to those of the aim, 0 to 1; null likewise.</summary>
    public double? Exponent { get; init; }

    /// <summary>Whichever of the named shares the head's probabilities are for; else its own.</summary>
    public Prior AnswersFor() =>
        Answer.SequenceEqual(Training) ? Prior.Training
        : Answer.All(share => Math.Abs(share * Answer.Count - 1) < 1e-9) ? Prior.Uniform
        : Prior.Own;

    /// <summary>What an answer says that it is for, where this was asked for.</summary>
    public Prior Name(Prior asked) => asked == Prior.Own ? AnswersFor() : asked;
}

/// <summary>When an image counts as unlike the training images.</summary>
/// <param name="Measure">the distance of <see cref="EmbeddingDensity"/></param>
/// <param name="Threshold">a larger distance is unlike</param>
/// <param name="FalseRejection">share of the calibration images above the threshold</param>
/// <param name="Images">calibration images that the threshold was set on</param>
public sealed record UnlikeSpec(string Measure, double Threshold, double FalseRejection, int Images);

/// <summary>Which classes a prediction set holds.</summary>
/// <param name="Coverage">share of images whose set holds the true class, stated in advance</param>
/// <param name="ByClass">the coverage is meant for each class, else over all images</param>
/// <param name="Thresholds">
/// class c is in the set when its probability is at least this; 0 where a class had too few images to say more
/// </param>
/// <param name="Images">calibration images</param>
public sealed record ConformalSpec(double Coverage, bool ByClass, IReadOnlyList<double> Thresholds, int Images);
