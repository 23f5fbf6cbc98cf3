using System.Text;
using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Inference.Repository;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Trust;
using static Platform.Inference.OpenInference.Tensors;
using static Platform.Protos.OpenInference.ModelMetadataResponse.Types;

namespace Platform.Inference.OpenInference;

/// <summary>What a classifier says of each image, as tensors; N images, C classes.</summary>
static class ClassifierOutputs
{
    /// <summary>All that the bundle can tell: its doubts where it has them.</summary>
    /// <param name="prevalence">share of lesions that is malignant at the site; null where nobody states it</param>
    public static IEnumerable<TensorMetadata> Of(ServedBundle bundle, double? prevalence)
    {
        var (classes, trust) = (bundle.Manifest.Classes.Count, bundle.Manifest.Trust);
        yield return Metadata("probabilities", "FP32", -1, classes);
        yield return Metadata("label", "BYTES", -1);
        yield return Metadata("logits", "FP32", -1, classes);
        yield return Metadata("embedding", "FP32", -1, BundleContract.Features);
        if (HasDistance(bundle))
            yield return Metadata("unlike", "BOOL", -1);
        if (HasDistance(bundle))
            yield return Metadata("distance", "FP32", -1);
        if (trust?.Conformal is not null)
            yield return Metadata("prediction_set", "BYTES", -1);
        if (trust?.Priors is not null)
        {
            yield return Metadata("training_probabilities", "FP32", -1, classes);
            yield return Metadata("uniform_probabilities", "FP32", -1, classes);
        }
        if (trust?.Malignancy is { } malignancy)
        {
            yield return Metadata("malignancy", "FP32", -1);
            yield return Metadata("malignancy_above", "BOOL", -1, malignancy.Points.Count);
            if (SideShares.Of(bundle.Manifest, prevalence) is not null)
                yield return Metadata("malignancy_share", "FP32", -1, malignancy.Points.Count);
        }
    }

    /// <summary>What the bundle's doubts mean, by the output's name.</summary>
    /// <param name="prevalence">share of lesions that is malignant at the site; null where nobody states it</param>
    public static IEnumerable<(string Name, string Meaning)> Meanings(ServedBundle bundle, double? prevalence)
    {
        var trust = bundle.Manifest.Trust;
        if (HasDistance(bundle))
        {
            var threshold = FormattableString.Invariant($"{trust!.Unlike!.Threshold}");
            yield return (
                "unlike",
                $"true where distance is above {threshold}: the image is unlike the training images, "
                    + "and its probabilities mean nothing"
            );
            yield return (
                "distance",
                "from the training images: squared Mahalanobis distance over the embedding's length"
            );
        }
        if (trust?.Conformal is { } conformal)
            yield return (
                "prediction_set",
                "codes of the classes that cannot be excluded, joined by commas; "
                    + FormattableString.Invariant($"a share of {conformal.Coverage} of such sets holds the true class")
            );
        if (trust?.Priors is not null)
        {
            yield return (
                "training_probabilities",
                "the probabilities where the classes are as frequent as among the training images"
            );
            yield return ("uniform_probabilities", "the probabilities where all classes are equally frequent");
        }
        if (trust?.Malignancy is { } malignancy)
        {
            yield return (
                "malignancy",
                $"sum of training_probabilities of {Malignant(bundle, malignancy)}; it replaces neither the diagnoses "
                    + "nor a biopsy"
            );
            yield return ("malignancy_above", $"whether malignancy is at least {Thresholds(malignancy)}");
            if (SideShares.Of(bundle.Manifest, prevalence) is { Count: > 0 } sides)
                yield return (
                    "malignancy_share",
                    "of the lesions on the same side of each threshold, the share that is malignant where "
                        + FormattableString.Invariant(
                            $"{sides[0].Prevalence} of all lesions is; NaN where none would be"
                        )
                );
        }
    }

    static float Share(SideShares side, bool above) => (float)((above ? side.Above : side.Below)?.Value ?? double.NaN);

    static string Thresholds(MalignancySpec spec) =>
        string.Join(
            ", ",
            spec.Points.Select(p => FormattableString.Invariant($"{p.Threshold} (sensitivity {p.Sensitivity})"))
        );

    static string Malignant(ServedBundle bundle, MalignancySpec spec) =>
        string.Join(", ", bundle.Manifest.Classes.Where((_, c) => spec.Malignant[c]).Select(c => c.Code));

    /// <param name="sides">of each threshold; null where the site states no prevalence</param>
    public static OutputTensor Output(
        string name,
        IReadOnlyList<Scores> scores,
        string[] codes,
        IReadOnlyList<SideShares>? sides
    ) =>
        name switch
        {
            "label" => Texts(name, scores, s => codes[ClassificationPipeline.Top(s)]),
            "unlike" => OutputTensor.Bool(name, [.. scores.Select(s => s.Judgement.Unlike!.Value)], scores.Count),
            "distance" => Floats(name, scores, s => [(float)s.Judgement.Distance!.Value], scores.Count),
            "prediction_set" => Texts(name, scores, s => string.Join(',', s.Judgement.Set!.Select(c => codes[c]))),
            "malignancy" => Floats(name, scores, s => [(float)s.Judgement.Malignancy!.Score], scores.Count),
            "malignancy_above" => OutputTensor.Bool(
                name,
                [.. scores.SelectMany(s => s.Judgement.Malignancy!.Above)],
                scores.Count,
                scores[0].Judgement.Malignancy!.Above.Count
            ),
            "malignancy_share" => Floats(
                name,
                scores,
                s => [.. sides!.Zip(s.Judgement.Malignancy!.Above, Share)],
                scores.Count,
                sides!.Count
            ),
            _ => Floats(name, scores, s => Row(name, s), scores.Count, Row(name, scores[0]).Length),
        };

    /// <summary>Triton's classification extension: the k highest values, each "value:index:label".</summary>
    public static OutputTensor Classified(
        string name,
        int k,
        IReadOnlyList<Scores> scores,
        string[] codes,
        InferenceRequest request
    )
    {
        if (name is not ("probabilities" or "logits"))
            throw new InputException($"output '{name}' for model '{request.Model}': has no classes to name");
        k = Math.Min(k, codes.Length);
        var best = scores.SelectMany(s =>
            Row(name, s).Select((value, index) => (value, index)).OrderByDescending(v => v.value).Take(k)
        );
        var texts = best.Select(v => FormattableString.Invariant($"{v.value:F6}:{v.index}:{codes[v.index]}"));
        return OutputTensor.Bytes(name, [.. texts.Select(Encoding.UTF8.GetBytes)], scores.Count, k);
    }

    static bool HasDistance(ServedBundle bundle) =>
        bundle.Bundle.Density is not null && bundle.Manifest.Trust?.Unlike is not null;

    static OutputTensor Floats(
        string name,
        IReadOnlyList<Scores> scores,
        Func<Scores, float[]> row,
        params long[] shape
    ) => OutputTensor.Fp32(name, [.. scores.SelectMany(row)], shape);

    static OutputTensor Texts(string name, IReadOnlyList<Scores> scores, Func<Scores, string> text) =>
        OutputTensor.Bytes(name, [.. scores.Select(s => Encoding.UTF8.GetBytes(text(s)))], scores.Count);

    static float[] Row(string name, Scores scores) =>
        name switch
        {
            "probabilities" => scores.Probabilities,
            "logits" => scores.Logits,
            "training_probabilities" => scores.Judgement.For(Prior.Training),
            "uniform_probabilities" => scores.Judgement.For(Prior.Uniform),
            _ => scores.Embedding!,
        };
}
