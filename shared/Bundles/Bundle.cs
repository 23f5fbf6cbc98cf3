using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Shared.Bundles;

/// <summary>A published model bundle; each part is checked when it is loaded: schema, names, shapes and probes.</summary>
public sealed class Bundle : IDisposable
{
    readonly Lazy<OnnxModel> encoder, generator;
    readonly Lazy<LinearHead> head;
    readonly Lazy<EmbeddingDensity?> density;
    readonly Lazy<NearestCases?> cases;
    readonly OnnxOptions options;

    public string Folder { get; }
    public BundleManifest Manifest { get; }
    public OnnxModel Encoder => encoder.Value;

    /// <summary>Calibrated: its probabilities are the bundle's answer.</summary>
    public LinearHead Head => head.Value;
    public OnnxModel Generator => generator.Value;

    /// <summary>Null in a bundle without <see cref="TrustSpec.Unlike"/>.</summary>
    public EmbeddingDensity? Density => density.Value;

    /// <summary>Null in a bundle that was published without them.</summary>
    public NearestCases? NearestCases => cases.Value;

    Bundle(string folder, BundleManifest manifest, OnnxOptions options)
    {
        (Folder, Manifest, this.options) = (folder, manifest, options);
        encoder = new(() => LoadModel(BundleFiles.Encoder, BundleFiles.EncoderProbe, options));
        generator = new(() => LoadModel(BundleFiles.Generator, BundleFiles.GeneratorProbe, options with { IntraOpThreads = 1 }));
        head = new(() => LoadHead(folder, manifest));
        density = new(() => LoadDensity(folder, manifest));
        cases = new(() => LoadCases(folder, manifest));
    }

    /// <summary>Loads and checks every part.</summary>
    /// <param name="path">a version's folder, or a folder of versions, of which the highest is taken</param>
    /// <param name="options">of the encoder; the generator keeps to one thread, so that its bits do not depend on them</param>
    /// <param name="signedBy">PEM of the public key whose signature the bundle must have; null where it needs none</param>
    /// <exception cref="InputException">Any check fails: the message names the file, the reason and what to do.</exception>
    public static Bundle Load(string path, OnnxOptions? options = null, string? signedBy = null) => Load(path, options, signedBy, bundle =>
    {
        var parts = new Action[] { () => _ = bundle.Encoder, () => _ = bundle.Head, () => _ = bundle.Generator, bundle.CheckClassifier, () => _ = bundle.Density, () => _ = bundle.NearestCases };
        var loading = parts.Select(part => Task.Factory.StartNew(part, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default)).ToArray();    // in this order: longest first
        Task.WaitAny(Task.WhenAll(loading));                                  // nothing loads on behind a failure
        foreach (var part in loading) part.GetAwaiter().GetResult();          // of several failures the first in this order, whichever came first
    });

    /// <summary>As <see cref="Load(string, OnnxOptions?, string?)"/>, but of the models loads the generator alone: the others when they are first used.</summary>
    public static Bundle LoadGenerator(string path, OnnxOptions? options = null) => Load(path, options, null, bundle => _ = bundle.Generator);

    static Bundle Load(string path, OnnxOptions? options, string? signedBy, Action<Bundle> load)
    {
        var folder = BundleStore.Latest(path);
        if (signedBy is not null) BundleSignature.Verify(folder, signedBy);
        var manifest = ManifestFile.Read(Path.Combine(folder, BundleManifest.FileName));
        CheckManifest(folder, manifest);
        CheckFiles(folder, manifest);
        var bundle = new Bundle(folder, manifest, options ?? OnnxOptions.Default);
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
            if (model.IsValueCreated) model.Value.Dispose();
    }

    static void CheckManifest(string folder, BundleManifest manifest)
    {
        var path = Path.Combine(folder, BundleManifest.FileName);
        if (manifest.Classes.Count < 2 || manifest.Classes.Select(c => c.Code).Distinct().Count() != manifest.Classes.Count)
            throw new InputException($"{path}: classes must be two or more with different codes; publish the bundle again");
        if (manifest.Preprocessing != new PreprocessingSpec(manifest.Preprocessing.Side) || manifest.Preprocessing.Side is < 1 or > 4096)
            throw new InputException($"{path}: preprocessing '{manifest.Preprocessing}' is not what this release does; update it");
        foreach (var precision in new[] { manifest.Precision, manifest.GeneratorPrecision })
            if (precision is not (null or BundleManifest.Int8)) throw new InputException($"{path}: precision '{precision}' is not known to this release; update it");
        if (!(manifest.Calibration.Temperature > 0 && double.IsFinite(manifest.Calibration.Temperature)))
            throw new InputException($"{path}: calibration temperature {manifest.Calibration.Temperature}; it must be above 0: publish the bundle again");
        if (manifest.Trust?.Conformal is { } sets && sets.Thresholds.Count != manifest.Classes.Count)
            throw new InputException($"{path}: {sets.Thresholds.Count} thresholds of prediction sets for {manifest.Classes.Count} classes; publish the bundle again");
        if (BundleFiles.Required.Except(manifest.Files.Keys).FirstOrDefault() is { } absent)
            throw new InputException($"{Path.Combine(folder, absent)}: not listed in {BundleManifest.FileName}; publish the bundle again");
    }

    /// <summary>Before any file is read as what it says it is.</summary>
    static void CheckFiles(string folder, BundleManifest manifest)
    {
        var files = manifest.Files.Select(f => (Path: BundleFiles.Resolve(folder, f.Key), f.Value.Sha256)).ToArray();
        var hashes = Task.WhenAll(files.Select(f => Task.Run(() => BundleFiles.Sha256(f.Path)))).GetAwaiter().GetResult();
        foreach (var (file, hash) in files.Zip(hashes))
            if (file.Sha256 != hash) throw new InputException($"{file.Path}: its SHA-256 is not the one in {BundleManifest.FileName}; the file was changed or damaged: copy the bundle again");
    }

    OnnxModel LoadModel(string file, string probe, OnnxOptions with)
    {
        var path = Path.Combine(Folder, file);
        var model = OnnxModel.Load(path, with);
        try
        {
            BundleContract.Check(Folder, file, model, Manifest);
            Probe.Load(Path.Combine(Folder, probe)).Replay(path, model, Probe.ToleranceOf(Manifest, file));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    static LinearHead LoadHead(string folder, BundleManifest manifest)
    {
        var path = Path.Combine(folder, BundleFiles.Head);
        var head = LinearHead.Load(path);
        if (head.Classes != manifest.Classes.Count || head.Features != BundleContract.Features)
            throw new InputException($"{path}: {head.Classes} classes of {head.Features} features; {BundleManifest.FileName} has {manifest.Classes.Count} classes and the encoder {BundleContract.Features} features: fit the head again");
        Probe.Load(Path.Combine(folder, BundleFiles.HeadProbe)).Replay(path, head);
        return head.Calibrated(manifest.Calibration);
    }

    static EmbeddingDensity? LoadDensity(string folder, BundleManifest manifest)
    {
        if (manifest.Trust?.Unlike is not { } unlike) return null;
        var path = Path.Combine(folder, BundleFiles.Density);
        if (!manifest.Files.ContainsKey(BundleFiles.Density)) throw new InputException($"{path}: not listed in {BundleManifest.FileName}; publish the bundle again");
        if (unlike.Measure != EmbeddingDensity.Measure) throw new InputException($"{path}: distance '{unlike.Measure}' is not what this release measures; update it");
        return EmbeddingDensity.Load(path) is var density && density.Features == BundleContract.Features ? density
            : throw new InputException($"{path}: {density.Features} features; the encoder has {BundleContract.Features}: publish the bundle again");
    }

    static NearestCases? LoadCases(string folder, BundleManifest manifest) =>
        manifest.Files.ContainsKey(BundleFiles.NearestCases) ? NearestCases.Load(Path.Combine(folder, BundleFiles.NearestCases)) : null;

    /// <summary>The one-file classifier must answer as encoder and head do, or two runtimes would give two answers.</summary>
    void CheckClassifier()
    {
        LoadModel(BundleFiles.Classifier, BundleFiles.ClassifierProbe, options with { Optimize = false }).Dispose();
        var probe = Probe.Load(Path.Combine(Folder, BundleFiles.ClassifierProbe));
        if (probe.Outputs.FirstOrDefault(o => o.Name == "probabilities") is not { } expected)
            throw new InputException($"{Path.Combine(Folder, BundleFiles.ClassifierProbe)}: no probabilities in it; publish the bundle again");
        var embedding = Encoder.Run(probe.Inputs, "embedding")[0];
        var scored = Probe.Record(Head, [.. embedding.Floats.Chunk(BundleContract.Features)]).Outputs[0];
        Probe.Compare(Path.Combine(Folder, BundleFiles.Classifier), expected, scored, Probe.ToleranceOf(Manifest, BundleFiles.Classifier));
    }
}
