using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Shared.Bundles;

/// <summary>
/// A published model bundle; each part is checked when it is loaded: schema, names, shapes and probes.
/// </summary>
public sealed class Bundle : IDisposable
{
    readonly Lazy<OnnxModel> encoder,
        generator;
    readonly Lazy<LinearHead> head;
    readonly Lazy<EmbeddingDensity?> density;
    readonly Lazy<NearestCases?> cases;
    readonly OnnxOptions options;
    readonly BundleContent content;

    public string Folder => content.Folder;
    public BundleManifest Manifest => content.Manifest;

    /// <summary>bundle.json as it was read.</summary>
    internal byte[] ManifestBytes => content.ManifestBytes;

    public OnnxModel Encoder => encoder.Value;

    /// <summary>Calibrated: its probabilities are the bundle's answer.</summary>
    public LinearHead Head => head.Value;

    /// <exception cref="InputException">The bundle was published without one.</exception>
    public OnnxModel Generator =>
        HasGenerator
            ? generator.Value
            : throw new InputException(
                $"{Folder}: published without a generator, so that it draws no images; publish a version with --gan"
            );

    /// <summary>Whether it draws images.</summary>
    public bool HasGenerator => Manifest.WithoutGenerator is not true;

    /// <summary>Null in a bundle without <see cref="TrustSpec.Unlike"/>.</summary>
    public EmbeddingDensity? Density => density.Value;

    /// <summary>Null in a bundle that was published without them.</summary>
    public NearestCases? NearestCases => cases.Value;

    /// <summary>What the bundle says of one embedding: its probabilities and its doubts.</summary>
    /// <param name="embedding">[512]</param>
    public Judgement Judge(ReadOnlySpan<float> embedding) => Judgement.Of(Head, Manifest.Trust, Density, embedding);

    /// <summary>Whether the folder still holds what was loaded from it.</summary>
    /// <exception cref="InputException">A file is missing, or has changed.</exception>
    public void CheckFiles()
    {
        var path = content.PathOf(BundleManifest.FileName);
        if (!ManifestFile.Bytes(path).AsSpan().SequenceEqual(ManifestBytes))
            throw new InputException($"{path}: not the one that was loaded; publish a changed bundle as a new version");
        content.CheckAll();
    }

    /// <summary>The bytes of a listed file, as they were published.</summary>
    /// <exception cref="InputException">It is missing, not listed, or has changed since.</exception>
    public byte[] Read(string file) => content.Read(file);

    Bundle(BundleContent content, OnnxOptions options)
    {
        (this.content, this.options) = (content, options);
        encoder = new(() => LoadModel(BundleFiles.Encoder, BundleFiles.EncoderProbe, options));
        generator = new(() =>
            LoadModel(BundleFiles.Generator, BundleFiles.GeneratorProbe, options with { IntraOpThreads = 1 })
        );
        head = new(() => LoadHead());
        density = new(() => LoadDensity(content));
        cases = new(() =>
            content.Has(BundleFiles.NearestCases)
                ? NearestCases.Load(content.PathOf(BundleFiles.NearestCases), content.Read(BundleFiles.NearestCases))
                : null
        );
    }

    /// <summary>Loads and checks every part.</summary>
    /// <param name="path">a version's folder, or a folder of versions, of which the highest is taken</param>
    /// <param name="options">
    /// of the encoder; the generator keeps to one thread, so that its bits do not depend on them
    /// </param>
    /// <param name="signedBy">
    /// PEM of the public key whose signature the bundle must have; null where it needs none
    /// </param>
    /// <exception cref="InputException">
    /// Any check fails: the message names the file, the reason and what to do.
    /// </exception>
    public static Bundle Load(string path, OnnxOptions? options = null, string? signedBy = null) =>
        Load(
            path,
            options,
            signedBy,
            bundle =>
            {
                var parts = new Action[]
                {
                    () => _ = bundle.Encoder,
                    () => _ = bundle.Head,
                    () => _ = bundle.HasGenerator ? bundle.Generator : null,
                    bundle.CheckClassifier,
                    () => _ = bundle.Density,
                    () => _ = bundle.NearestCases,
                };
                var loading = parts
                    .Select(part =>
                        Task.Factory.StartNew(
                            part,
                            CancellationToken.None,
                            TaskCreationOptions.PreferFairness,
                            TaskScheduler.Default
                        )
                    )
                    .ToArray(); // in this order: longest first
                Task.WaitAny(Task.WhenAll(loading)); // nothing loads on behind a failure
                foreach (var part in loading)
                    part.GetAwaiter().GetResult(); // of several failures the first in this order, whichever came first
            }
        );

    /// <summary>
    /// As <see cref="Load(string, OnnxOptions?, string?)"/>, but of the models loads the generator alone: the others
    /// when they are first used.
    /// </summary>
    public static Bundle LoadGenerator(string path, OnnxOptions? options = null) =>
        Load(path, options, null, bundle => _ = bundle.Generator);

    static Bundle Load(string path, OnnxOptions? options, string? signedBy, Action<Bundle> load)
    {
        var content = BundleContent.Open(BundleStore.Latest(path), signedBy);
        CheckManifest(content.Folder, content.Manifest);
        content.CheckAll();
        var bundle = new Bundle(content, options ?? OnnxOptions.Default);
        try
        {
            load(bundle);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var model in new[] { encoder, generator })
            if (model.IsValueCreated)
                model.Value.Dispose();
    }

    static void CheckManifest(string folder, BundleManifest manifest)
    {
        var path = Path.Combine(folder, BundleManifest.FileName);
        if (
            manifest.Classes.Count < 2
            || manifest.Classes.Select(c => c.Code).Distinct().Count() != manifest.Classes.Count
        )
            throw new InputException(
                $"{path}: classes must be two or more with different codes; publish the bundle again"
            );
        if (!manifest.Preprocessing.IsKnown || manifest.Preprocessing.Side is < 1 or > 4096)
            throw new InputException(
                $"{path}: preprocessing '{manifest.Preprocessing}' is not what this release does; update it"
            );
        foreach (var precision in new[] { manifest.Precision, manifest.GeneratorPrecision })
            if (precision is not (null or BundleManifest.Int8))
                throw new InputException($"{path}: precision '{precision}' is not known to this release; update it");
        if (!(manifest.Calibration.Temperature > 0 && double.IsFinite(manifest.Calibration.Temperature)))
            throw new InputException(
                $"{path}: calibration temperature {manifest.Calibration.Temperature}; it must be above 0: publish "
                    + $"the bundle again"
            );
        if (manifest.Trust?.Conformal is { } sets && sets.Thresholds.Count != manifest.Classes.Count)
            throw new InputException(
                $"{path}: {sets.Thresholds.Count} thresholds of prediction sets for {manifest.Classes.Count} "
                    + $"classes; publish the bundle again"
            );
        if (
            manifest.Trust?.Priors is { } priors
            && new[] { priors.Training, priors.Answer }.Any(shares =>
                shares.Count != manifest.Classes.Count || shares.Any(share => share is not (> 0 and < 1))
            )
        )
            throw new InputException(
                $"{path}: trust.priors must be {manifest.Classes.Count} shares, one a class, between 0 and 1; publish "
                    + "the bundle again"
            );
        if (manifest.Trust is { Malignancy: not null, Priors: null })
            throw new InputException(
                $"{path}: trust.malignancy without trust.priors, which its score is for; publish the bundle again"
            );
        if (manifest.Trust?.Malignancy is { } malignancy && malignancy.Malignant.Count != manifest.Classes.Count)
            throw new InputException(
                $"{path}: trust.malignancy must say of each of the {manifest.Classes.Count} classes whether it is "
                    + "malignant; publish the bundle again"
            );
        var required = manifest.WithoutGenerator is true
            ? BundleFiles.Required
            : BundleFiles.Required.Concat(BundleFiles.OfGenerator);
        if (required.Except(manifest.Files.Keys).FirstOrDefault() is { } absent)
            throw new InputException(
                $"{Path.Combine(folder, absent)}: not listed in {BundleManifest.FileName}; publish the bundle again"
            );
    }

    OnnxModel LoadModel(string file, string probe, OnnxOptions with)
    {
        var path = content.PathOf(file);
        var model = OnnxModel.Load(path, content.Read(file), with);
        try
        {
            BundleContract.Check(Folder, file, model, Manifest);
            ProbeOf(probe).Replay(path, model, Probe.ToleranceOf(Manifest, file));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    Probe ProbeOf(string file) => Probe.Load(content.PathOf(file), content.Read(file));

    LinearHead LoadHead()
    {
        var (path, manifest) = (content.PathOf(BundleFiles.Head), content.Manifest);
        var head = LinearHead.Load(path, content.Read(BundleFiles.Head));
        if (head.Classes != manifest.Classes.Count || head.Features != BundleContract.Features)
            throw new InputException(
                $"{path}: {head.Classes} classes of {head.Features} features; {BundleManifest.FileName} has "
                    + $"{manifest.Classes.Count} classes and the encoder {BundleContract.Features} features: fit "
                    + $"the head again"
            );
        ProbeOf(BundleFiles.HeadProbe).Replay(path, head);
        return head.Calibrated(manifest.Calibration);
    }

    static EmbeddingDensity? LoadDensity(BundleContent content)
    {
        if (content.Manifest.Trust?.Unlike is not { } unlike)
            return null;
        var path = content.PathOf(BundleFiles.Density);
        if (!content.Has(BundleFiles.Density))
            throw new InputException($"{path}: not listed in {BundleManifest.FileName}; publish the bundle again");
        if (unlike.Measure != EmbeddingDensity.Measure)
            throw new InputException(
                $"{path}: distance '{unlike.Measure}' is not what this release measures; update it"
            );
        return
            EmbeddingDensity.Load(path, content.Read(BundleFiles.Density)) is var density
            && density.Features == BundleContract.Features
            ? density
            : throw new InputException(
                $"{path}: {density.Features} features; the encoder has {BundleContract.Features}: publish the "
                    + $"bundle again"
            );
    }

    /// <summary>
    /// The one-file classifier must answer as encoder and head do, or two runtimes would give two answers.
    /// </summary>
    void CheckClassifier()
    {
        LoadModel(BundleFiles.Classifier, BundleFiles.ClassifierProbe, options with { Optimize = false }).Dispose();
        var probe = ProbeOf(BundleFiles.ClassifierProbe);
        if (probe.Outputs.FirstOrDefault(o => o.Name == "probabilities") is not { } expected)
            throw new InputException(
                $"{Path.Combine(Folder, BundleFiles.ClassifierProbe)}: no probabilities in it; publish the bundle again"
            );
        var embedding = Encoder.Run(probe.Inputs, "embedding")[0];
        var scored = Probe.Record(Head, [.. embedding.Floats.Chunk(BundleContract.Features)]).Outputs[0];
        Probe.Compare(
            Path.Combine(Folder, BundleFiles.Classifier),
            expected,
            scored,
            Probe.ToleranceOf(Manifest, BundleFiles.Classifier)
        );
    }
}
