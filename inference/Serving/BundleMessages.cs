using Platform.Inference.Batching;
using Platform.Inference.Repository;
using Platform.Protos;
using Platform.Shared.Bundles;
using Platform.Shared.Head;

namespace Platform.Inference.Serving;

/// <summary>Bundles and their answers as messages of lesion.proto.</summary>
static class BundleMessages
{
    public static ListBundlesResponse List(RepositorySnapshot snapshot) =>
        new()
        {
            Ready = snapshot.Ready,
            Bundles =
            {
                snapshot.Bundles.Select(b => new BundleState
                {
                    Name = b.Name,
                    Version = b.Version,
                    State = BundleState.Types.State.Serving,
                    Reason = b.Fault ?? "",
                }),
                snapshot.Failures.Select(f => new BundleState
                {
                    Name = f.Name,
                    Version = f.Version,
                    State = BundleState.Types.State.Refused,
                    Reason = f.Reason,
                }),
            },
        };

    public static DescribeBundleResponse Describe(ServedBundle bundle, ServeOptions options) =>
        new()
        {
            Name = bundle.Name,
            Version = bundle.Version,
            IntendedUse = bundle.Manifest.IntendedUse,
            Classes = { bundle.Manifest.Classes.Select(c => new Class { Code = c.Code, Name = c.Name }) },
            InputSide = bundle.Manifest.Preprocessing.Side,
            GeneratedSide = bundle.Sampler.Side,
            MaxImageBytes = options.Classification.Images.MaxBytes,
            MaxImagePixels = options.Classification.Images.MaxPixels,
            MaxGenerateCount = options.Generation.MaxGenerate,
            TrainingDataNotices = { bundle.Manifest.TrainingDataNotices },
            Created = bundle.Manifest.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"),
            Metrics = { new Dictionary<string, double>(bundle.Manifest.Metrics) },
            ActivationHeight = bundle.FeatureMap.Height,
            ActivationWidth = bundle.FeatureMap.Width,
            EmbeddingLength = BundleContract.Features,
            Calibrated = bundle.Manifest.Calibration != CalibrationSpec.None,
        };

    public static ClassifyResponse Classification(ServedBundle bundle, Scores scores)
    {
        var predictions = bundle
            .Manifest.Classes.Zip(
                scores.Probabilities,
                (c, p) =>
                    new Protos.Prediction
                    {
                        Code = c.Code,
                        Name = c.Name,
                        Probability = p,
                    }
            )
            .OrderByDescending(p => p.Probability)
            .ToArray();
        var answer = new ClassifyResponse
        {
            Predictions = { predictions },
            TopClass = predictions[0].Code,
            BundleName = bundle.Name,
            BundleVersion = bundle.Version,
            IntendedUse = bundle.Manifest.IntendedUse,
        };
        var (judgement, trust) = (scores.Judgement, bundle.Manifest.Trust);
        if (judgement.Unlike is { } unlike)
            answer.UnlikeTraining = new()
            {
                Distance = (float)judgement.Distance!.Value,
                Threshold = (float)trust!.Unlike!.Threshold,
                FalseRejection = (float)trust.Unlike.FalseRejection,
                Unlike = unlike,
            };
        if (judgement.Set is { } set)
            answer.PredictionSet = new()
            {
                Codes = { set.Select(c => bundle.Manifest.Classes[c].Code) },
                Coverage = (float)trust!.Conformal!.Coverage,
                ByClass = trust.Conformal.ByClass,
            };
        return answer;
    }

    /// <summary>Training images that resemble one, where the bundle names them.</summary>
    public static IEnumerable<Protos.NearestCase> Nearest(ServedBundle bundle, float[] embedding, int count) =>
        (bundle.Bundle.NearestCases?.Of(embedding, count) ?? []).Select(c => new Protos.NearestCase
        {
            Image = c.Image,
            Code = c.Label,
            Similarity = c.Similarity,
        });

    /// <param name="scores">with the feature map</param>
    public static Protos.ClassActivation Activation(ServedBundle bundle, Scores scores, int classIndex) =>
        new()
        {
            Code = bundle.Manifest.Classes[classIndex].Code,
            Height = bundle.FeatureMap.Height,
            Width = bundle.FeatureMap.Width,
            Values = { Shared.Trust.ClassActivation.Map(bundle.Bundle.Head, scores.FeatureMap, classIndex) },
            Bias = bundle.Bundle.Head.Bias[classIndex],
        };
}
