namespace Platform.Shared.Trust;

/// <summary>A measured share with the bounds of its 95 % interval, null where it is withheld.</summary>
public sealed record BoundedShare(double Value, double? Low, double? High);

/// <summary>What a threshold says of a lesion where malignant ones have a stated share of all.</summary>
/// <param name="Positive">of the images at or above it, the share that is malignant; null where none would be</param>
/// <param name="Negative">of the images below it, the share that is not; null where none would be</param>
public sealed record PredictiveShares(BoundedShare? Positive, BoundedShare? Negative)
{
    /// <summary>
    /// Both grow with the sensitivity and with the specificity, so that their bounds are those at both lower and at
    /// both upper bounds: wider than a 95 % interval, because both would have to be wrong to the same side.
    /// </summary>
    /// <param name="prevalence">share of the lesions that is malignant, between 0 and 1</param>
    public static PredictiveShares Of(BoundedShare sensitivity, BoundedShare specificity, double prevalence)
    {
        var value = OperatingPoints.PredictiveValues(sensitivity.Value, specificity.Value, prevalence);
        var (low, high) = (At(sensitivity.Low, specificity.Low), At(sensitivity.High, specificity.High));
        return new(
            Bounded(value.Positive, low.Positive, high.Positive),
            Bounded(value.Negative, low.Negative, high.Negative)
        );

        (double? Positive, double? Negative) At(double? found, double? cleared) =>
            found is { } s && cleared is { } t ? OperatingPoints.PredictiveValues(s, t, prevalence) : (null, null);
    }

    /// <exception cref="InputException">It is no share that lesions can have.</exception>
    public static double Prevalence(double stated) =>
        stated is > 0 and < 1
            ? stated
            : throw new InputException(
                $"--prevalence {stated}: must be between 0 and 1, such as 0.1 where 1 in 10 lesions is malignant"
            );

    static BoundedShare? Bounded(double? value, double? low, double? high) =>
        value is { } v
            ? new(v, low is null || high is null ? null : low, low is null || high is null ? null : high)
            : null;
}
