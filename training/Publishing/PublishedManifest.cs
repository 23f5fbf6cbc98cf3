using System.Text.Json;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Taxonomy;
using Platform.Training.Data;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using Platform.Training.Runs;

namespace Platform.Training.Publishing;

/// <summary>What bundle.json says of the runs that a bundle is made of.</summary>
static class PublishedManifest
{
    /// <param name="audit">of the generator; null where it was not audited</param>
    /// <param name="trial">of the encoder in 8 bits; null where it was not tried</param>
    /// <param name="synthesis">the same of the generator</param>
    public static BundleManifest Of(
        PublishRequest request,
        PublishSources sources,
        TrustFit trust,
        JsonElement? audit,
        Int8Trial? trial,
        SynthesisTrial? synthesis
    )
    {
        var int8 = trial?.Spec.Kept == true ? trial : null;
        var manifest = new BundleManifest
        {
            Calibration = trust.Calibration,
            Trust = trust.Images > 0 ? trust.Trust : null,
            WithoutGenerator = sources.Gan is null ? true : null,
            Audit = audit,
            Precision = int8 is null ? null : BundleManifest.Int8,
            Quantisation = trial?.Spec,
            GeneratorPrecision = synthesis?.Spec.Kept == true ? BundleManifest.Int8 : null,
            Synthesis = synthesis?.Spec,
            Evaluation = int8 is null
                ? Measured(HeadContracts.Evaluation, Path.Combine(request.Head, HeadTrust.EvaluationFile))
                : JsonSerializer.SerializeToElement(
                    int8.Trust.Evaluation with
                    {
                        Baselines = Baselines(request.Head),
                    },
                    EvaluationResult.Json
                ),
            Data = Measured(HeadContracts.Data, Path.Combine(request.Head, HeadTrust.DataFile)),
            Name = request.Name,
            Version = request.Version,
            Created = DateTimeOffset.UtcNow,
            SourceCommit = SourceCommit.Value,
            Classes = Classes(sources.HeadMetrics),
            Preprocessing = sources.Ssl.Preprocessing,
            Training = Training(sources),
            DataManifests = Manifests(DataOf(sources)),
            Metrics = Metrics(sources.HeadMetrics, int8, sources.Head.Seed),
            TrainingDataNotices = Notices(request, sources),
        };
        return manifest with { SchemaVersion = manifest.LeastSchema };
    }

    /// <summary>Null where an older head measured nothing.</summary>
    static JsonElement? Measured(FileContract contract, string path) =>
        File.Exists(path) ? PublishSources.Json(contract, path) : null;

    /// <summary>As head measured them; the differences are not known of the encoder in 8 bits.</summary>
    static BaselineFigures[] Baselines(string head)
    {
        var path = Path.Combine(head, HeadTrust.EvaluationFile);
        return File.Exists(path)
            ?
            [
                .. HeadContracts
                    .Evaluation.Read<EvaluationResult>(path, EvaluationResult.Json)
                    .Baselines.Select(b => b.WithoutDifferences()),
            ]
            : [];
    }

    static Diagnosis[] Classes(JsonElement metrics) =>
        [.. metrics.GetProperty("classes").EnumerateArray().Select(c => Diagnosis.Named(c.GetString()!))];

    /// <summary>The data of each run.</summary>
    static (string Dataset, string Sha256)[] DataOf(PublishSources sources)
    {
        (string, string)[] gan = sources.Gan is { Run: var run } ? [(run.Dataset, run.ManifestSha256)] : [];
        return
        [
            .. gan,
            (sources.Ssl.Dataset, sources.Ssl.ManifestSha256),
            (sources.Head.Dataset, sources.Head.ManifestSha256),
        ];
    }

    /// <summary>The runs, with the names of folders in place of paths.</summary>
    static SortedDictionary<string, JsonElement> Training(PublishSources sources)
    {
        var synthetic = sources.Ssl.Synthetic.Select(s => s with { Folder = RunFolder.NameOf(s.Folder) });
        var runs = new SortedDictionary<string, JsonElement>
        {
            ["ssl"] = JsonSerializer.SerializeToElement(sources.Ssl with { Synthetic = [.. synthetic] }),
            ["head"] = JsonSerializer.SerializeToElement(
                sources.Head with
                {
                    Encoder = RunFolder.NameOf(sources.Head.Encoder),
                }
            ),
        };
        if (sources.Gan is { } gan)
            runs["gan"] = JsonSerializer.SerializeToElement(new { run = gan.Run, images = gan.State.Images });
        return runs;
    }

    static string[] Notices(PublishRequest request, PublishSources sources)
    {
        var ofData = DataOf(sources).Select(data => data.Dataset).Distinct().Select(Datasets.Notice).OfType<string>();
        string[] ofWeights = sources.Ssl.Init is { } init ? [init.Notice] : [];
        return [.. ofData, .. ofWeights, .. request.Notices];
    }

    static SortedDictionary<string, string> Manifests((string Dataset, string Sha256)[] data)
    {
        var manifests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (dataset, sha256) in data.Distinct())
            manifests[manifests.ContainsKey(dataset) ? $"{dataset} ({sha256[..8]})" : dataset] = sha256;
        return manifests;
    }

    /// <summary>
    /// The figures of metrics.json; those of the head's answers are measured anew where the encoder is another one.
    /// </summary>
    static SortedDictionary<string, double> Metrics(JsonElement measured, Int8Trial? int8, int seed)
    {
        var metrics = new SortedDictionary<string, double>(Numbers(measured).ToDictionary(m => m.Name, m => m.Value));
        if (int8 is null)
            return metrics;
        var anew = HeadMetrics.OfHead(int8.Trust.Evaluation.Classes, int8.HeldOut, seed);
        foreach (var (name, value) in Numbers(JsonSerializer.SerializeToElement(anew)))
            metrics[name] = value;
        return metrics;
    }

    static IEnumerable<(string Name, double Value)> Numbers(JsonElement of) =>
        of.EnumerateObject()
            .Where(m => m.Value.ValueKind == JsonValueKind.Number && m.Name != HeadContracts.Metrics.Fields.Schema)
            .Select(m => (m.Name, m.Value.GetDouble()));
}
