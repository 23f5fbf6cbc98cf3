using System.Text.Json;
using Platform.Shared.Bundles;
using Platform.Shared.Trust;

namespace Platform.Inference.Classification;

/// <summary>
/// Of the lesions on either side of a threshold of the score of malignancy, the share that is malignant.
/// </summary>
/// <param name="Prevalence">share of all lesions that is malignant, as the site states it</param>
/// <param name="Above">at or above the threshold; null where none would be</param>
/// <param name="Below">below it; null where none would be</param>
public sealed record SideShares(double Prevalence, BoundedShare? Above, BoundedShare? Below)
{
    /// <param name="prevalence">null where the site states none</param>
    /// <returns>
    /// of each operating point; null without a prevalence, or where the bundle does not say what sensitivity and
    /// specificity its thresholds had on lesions that it was kept from
    /// </returns>
    public static IReadOnlyList<SideShares>? Of(BundleManifest manifest, double? prevalence)
    {
        if (prevalence is not { } stated || manifest.Trust?.Malignancy is not { } malignancy)
            return null;
        if (
            manifest.Evaluation is not { } evaluation
            || At(evaluation, "held_out") is { ValueKind: JsonValueKind.False }
        )
            return null;
        if (At(evaluation, "malignancy") is not { } measured || At(measured, "points") is not { } points)
            return null;
        SideShares?[] sides =
        [
            .. points.EnumerateArray().Zip(malignancy.Points, (found, point) => Of(found, point, stated)),
        ];
        return sides.Length == malignancy.Points.Count && sides.All(s => s is not null)
            ? [.. sides.Select(s => s!)]
            : null;
    }

    /// <param name="found">what was measured of the point</param>
    static SideShares? Of(JsonElement found, OperatingPoint point, double prevalence)
    {
        if (At(found, "threshold")?.GetDouble() != point.Threshold)
            return null;
        if (Share(found, "sensitivity") is not { } sensitivity || Share(found, "specificity") is not { } specificity)
            return null;
        var shares = PredictiveShares.Of(sensitivity, specificity, prevalence);
        return new(
            prevalence,
            shares.Positive,
            shares.Negative is { } n ? new(1 - n.Value, 1 - n.High, 1 - n.Low) : null
        );
    }

    static BoundedShare? Share(JsonElement of, string name) =>
        At(of, name) is { } figure && At(figure, "value") is { } value
            ? new(value.GetDouble(), At(figure, "low")?.GetDouble(), At(figure, "high")?.GetDouble())
            : null;

    static JsonElement? At(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
