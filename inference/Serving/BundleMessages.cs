using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Inference.Repository;
using Platform.Protos;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Imaging;
using Platform.Shared.Trust;

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
            Classes = { Classes(bundle.Manifest) },
            InputSide = bundle.Manifest.Preprocessing.Side,
            Fit = PreprocessingSpec.Name(bundle.Manifest.Preprocessing.Fit),
            Colour = PreprocessingSpec.Name(bundle.Manifest.Preprocessing.Colour),
            GeneratedSide = bundle.HasGenerator ? bundle.Sampler.Side : 0,
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

    static IEnumerable<Class> Classes(BundleManifest manifest)
    {
        var (priors, malignancy) = (manifest.Trust?.Priors, manifest.Trust?.Malignancy);
        return manifest.Classes.Select(
            (c, i) =>
                new Class
                {
                    Code = c.Code,
                    Name = c.Name,
                    TrainingShare = (float)(priors?.Training[i] ?? 0),
                    Share = (float)(priors?.Answer[i] ?? 0),
                    Malignant = malignancy?.Malignant[i] ?? false,
                }
        );
    }

    /// <exception cref="InputException">It is none, or the bundle cannot answer for it.</exception>
    public static Shared.Trust.Prior PriorOf(Protos.Prior prior, ServedBundle bundle) =>
        prior switch
        {
            Protos.Prior.Unspecified => Shared.Trust.Prior.Own,
            Protos.Prior.Training or Protos.Prior.Uniform when bundle.Manifest.Trust?.Priors is null =>
                throw new InputException(
                    $"prior: bundle {bundle.Name} {bundle.Version} does not say for which class shares its "
                        + "probabilities are; leave it out"
                ),
            Protos.Prior.Training => Shared.Trust.Prior.Training,
            Protos.Prior.Uniform => Shared.Trust.Prior.Uniform,
            _ => throw new InputException($"prior {(int)prior}: must be 0 to 2"),
        };

    static Protos.Prior Said(Shared.Trust.Prior prior, PriorSpec? priors) =>
        priors?.Name(prior) switch
        {
            Shared.Trust.Prior.Training => Protos.Prior.Training,
            Shared.Trust.Prior.Uniform => Protos.Prior.Uniform,
            _ => Protos.Prior.Unspecified,
        };

    static MalignancyScore Said(Malignancy malignancy, MalignancySpec spec, IReadOnlyList<SideShares>? sides) =>
        new()
        {
            Score = (float)malignancy.Score,
            Points =
            {
                spec.Points.Select(
                    (p, i) =>
                        new Protos.OperatingPoint
                        {
                            Sensitivity = (float)p.Sensitivity,
                            Threshold = (float)p.Threshold,
                            Above = malignancy.Above[i],
                            Predictive = Predictive(sides?[i], malignancy.Above[i]),
                        }
                ),
            },
        };

    static PredictiveValue? Predictive(SideShares? side, bool above)
    {
        if ((above ? side?.Above : side?.Below) is not { } share)
            return null;
        var value = new PredictiveValue { Malignant = (float)share.Value, Prevalence = (float)side!.Prevalence };
        if (share is { Low: { } low, High: { } high })
            (value.Low, value.High) = ((float)low, (float)high);
        return value;
    }

    /// <param name="prior">how frequent the classes are taken to be</param>
    /// <param name="prevalence">share of lesions that is malignant at the site; null where nobody states it</param>
    public static ClassifyResponse Classification(
        ServedBundle bundle,
        Scores scores,
        Shared.Trust.Prior prior,
        double? prevalence
    )
    {
        var predictions = bundle
            .Manifest.Classes.Zip(
                scores.Judgement.For(prior),
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
            Prior = Said(prior, bundle.Manifest.Trust?.Priors),
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
        if (judgement.Malignancy is { } malignancy)
            answer.Malignancy = Said(malignancy, trust!.Malignancy!, SideShares.Of(bundle.Manifest, prevalence));
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
