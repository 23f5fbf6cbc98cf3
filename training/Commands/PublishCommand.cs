using System.CommandLine;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Head;
using Platform.Shared.Taxonomy;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Evaluation;
using Platform.Training.Gan.Methods;
using Platform.Training.Head;
using Platform.Training.Publishing;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using static TorchSharp.torch;
using Generator = Platform.Training.Gan.Generator;

namespace Platform.Training.Commands;

/// <summary><c>training publish</c>: exports a generator, an encoder and its head as a model bundle.</summary>
public static class PublishCommand
{
    public static Command Create()
    {
        var command = new Command(
            "publish",
            "Export a generator, an encoder and its head as a model bundle, each file checked against its network."
        );
        var gan = new Option<string>("--gan") { Description = "run folder made by gan", Required = true };
        var encoder = new Option<string>("--encoder") { Description = "run folder made by ssl", Required = true };
        var head = new Option<string>("--head")
        {
            Description = "folder made by head, on that encoder",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "bundle name: lower-case letters, digits, - and _",
            Required = true,
        };
        var version = new Option<string>("--version")
        {
            Description = "semantic version, such as 1.0.0",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "folder of bundles",
            DefaultValueFactory = _ => "models",
        };
        var notice = new Option<string[]>("--notice")
        {
            Description = "a line on the training data's licence for the model card; may be repeated",
        };
        var audit = new Option<string?>("--audit")
        {
            Description =
                "folder made by audit on images of this generator, for the model card; a generator that failed it "
                + "is refused",
        };
        var accept = new Option<bool>("--accept-memorisation")
        {
            Description = "publish a generator that failed its audit; the model card says so",
        };
        var neighbours = new Option<bool>("--neighbours")
        {
            Description =
                "add the training images' identifiers and embeddings (no photographs), so that an answer can name "
                + "the nearest cases",
        };
        var copies = new Option<string?>("--copies-index")
        {
            Description =
                "the data folder that the GAN was trained on: adds an index of its photographs' embeddings, by "
                + "which sample --reject-copies tells near copies",
        };
        var quantise = new Option<bool>("--int8")
        {
            Description =
                "serve the encoder in 8-bit integers, unless that loses more than 0.5 points of accuracy or 1 of "
                + "balanced accuracy on the held-out images",
        };
        var labelled = new Option<string?>("--data")
        {
            Description = "with --int8: the labelled data folder that the head was fitted on",
        };
        var drawn = new Option<string?>("--int8-generator")
        {
            Description =
                "the data folder that the GAN was trained on: draw in 8-bit integers, unless the Fréchet or the "
                + "kernel distance to its held-out photographs rises by more than its own deviation",
        };
        foreach (
            var option in new Option[]
            {
                gan,
                encoder,
                head,
                name,
                version,
                output,
                notice,
                audit,
                accept,
                neighbours,
                copies,
                quantise,
                labelled,
                drawn,
            }
        )
            command.Options.Add(option);
        var machine = new MachineOptions(command);

        command.SetAction(
            (parsed, cancel) =>
                MainThread.RunAsync(() =>
                {
                    var (ganPath, encoderPath, headPath) = (
                        parsed.GetValue(gan)!,
                        parsed.GetValue(encoder)!,
                        parsed.GetValue(head)!
                    );
                    if (parsed.GetValue(quantise) == (parsed.GetValue(labelled) is null))
                        throw new InputException(
                            "--int8 and --data go together: the ranges and the loss of accuracy are measured on the "
                                + "labelled data folder that the head was fitted on"
                        );
                    BundleStore.Check(parsed.GetValue(output)!, parsed.GetValue(name)!, parsed.GetValue(version)!);
                    if (parsed.GetValue(accept) && parsed.GetValue(audit) is null)
                        throw new InputException(
                            "--accept-memorisation: accepts a failed --audit, and none is given; leave it out"
                        );
                    var device = machine.Start(parsed);
                    var (headRun, metrics) = (
                        RunFolder.ReadConfig<HeadRun>(headPath),
                        ReadMetrics(Path.Combine(headPath, "metrics.json"))
                    );
                    if (headRun.EncoderSha256 != BundleFiles.Sha256(Existing(RunFolder.CheckpointOf(encoderPath))))
                        throw new InputException(
                            $"{headPath}: its head was fitted on another encoder than {encoderPath}, or before that "
                                + $"was trained on; run head again"
                        );
                    var (ganRun, networks, state) = GanRun.LoadFinished(ganPath, device);
                    using var _gan = networks;
                    var (sslRun, method) = SslRun.Load(encoderPath, device);
                    using var _ssl = method;

                    var found = parsed.GetValue(audit) is { } folder
                        ? GeneratorAudit.Read(
                            folder,
                            networks.GeneratorEma,
                            ganRun.ManifestSha256,
                            parsed.GetValue(accept)
                        )
                        : (JsonElement?)null;
                    var headFile = Existing(Path.Combine(headPath, "head.zip"));
                    using var files = new TemporaryFolder("publish");
                    var trial = parsed.GetValue(labelled) is { } labels
                        ? Int8(
                            labels,
                            headPath,
                            headRun,
                            method.Encoder,
                            sslRun.Config.Side,
                            LinearHead.Load(headFile),
                            files.Path,
                            cancel
                        )
                        : null;
                    var int8 = trial?.Spec.Kept == true ? trial : null;
                    var synthesis = parsed.GetValue(drawn) is { } photographs
                        ? Synthesis(
                            photographs,
                            ganRun,
                            networks.GeneratorEma,
                            sslRun,
                            method.Encoder,
                            encoderPath,
                            device,
                            files.Path,
                            cancel
                        )
                        : null;
                    var trust = int8?.Trust.Fit ?? HeadTrust.ReadFit(headPath);
                    var manifest = new BundleManifest
                    {
                        Calibration = trust.Calibration,
                        Trust = trust.Images > 0 ? trust.Trust : null,
                        Audit = found,
                        Precision = int8 is null ? null : BundleManifest.Int8,
                        Quantisation = trial?.Spec,
                        GeneratorPrecision = synthesis?.Spec.Kept == true ? BundleManifest.Int8 : null,
                        Synthesis = synthesis?.Spec,
                        Evaluation = int8 is null
                            ? Measured(Path.Combine(headPath, HeadTrust.EvaluationFile))
                            : JsonSerializer.SerializeToElement(int8.Trust.Evaluation, EvaluationResult.Json),
                        Data = Measured(Path.Combine(headPath, HeadTrust.DataFile)),
                        Name = parsed.GetValue(name)!,
                        Version = parsed.GetValue(version)!,
                        Created = DateTimeOffset.UtcNow,
                        SourceCommit = SourceCommit.Value,
                        Classes =
                        [
                            .. metrics
                                .RootElement.GetProperty("classes")
                                .EnumerateArray()
                                .Select(c => Diagnosis.Named(c.GetString()!)),
                        ],
                        Preprocessing = new(sslRun.Config.Side),
                        Training = new SortedDictionary<string, JsonElement>
                        {
                            ["gan"] = JsonSerializer.SerializeToElement(new { run = ganRun, images = state.Images }),
                            ["ssl"] = JsonSerializer.SerializeToElement(
                                sslRun with
                                {
                                    Synthetic =
                                    [
                                        .. sslRun.Synthetic.Select(s => s with { Folder = RunFolder.NameOf(s.Folder) }),
                                    ],
                                }
                            ),
                            ["head"] = JsonSerializer.SerializeToElement(
                                headRun with
                                {
                                    Encoder = RunFolder.NameOf(headRun.Encoder),
                                }
                            ),
                        },
                        DataManifests = Manifests(
                            (ganRun.Dataset, ganRun.ManifestSha256),
                            (sslRun.Dataset, sslRun.ManifestSha256),
                            (headRun.Dataset, headRun.ManifestSha256)
                        ),
                        Metrics = Metrics(metrics.RootElement, int8, headRun.Seed),
                        TrainingDataNotices =
                        [
                            .. new[] { ganRun.Dataset, sslRun.Dataset, headRun.Dataset }
                                .Distinct()
                                .Select(Datasets.Notice)
                                .OfType<string>(),
                            .. parsed.GetValue(notice) ?? [],
                        ],
                    };
                    var writer = new BundleWriter(
                        networks.GeneratorEma,
                        method.Encoder,
                        sslRun.Config.Side,
                        headFile,
                        device,
                        Console.WriteLine
                    )
                    {
                        Calibration = trust.Calibration,
                        Extra = HeadTrust.Files(
                            int8 is null ? headPath : files.Path,
                            trust,
                            parsed.GetValue(neighbours)
                        ),
                        EncoderRanges = int8?.Ranges,
                        GeneratorRanges = synthesis?.Spec.Kept == true ? synthesis.Ranges : null,
                    };
                    var index = parsed.GetValue(copies) is { } data ? CopiesIndex(data, ganRun) : null;
                    Console.WriteLine($"generator        shown {state.Images:N0} real images");
                    var published = BundleStore.Publish(
                        parsed.GetValue(output)!,
                        manifest with
                        {
                            SchemaVersion = manifest.LeastSchema,
                        },
                        folder =>
                        {
                            writer.Write(folder);
                            index?.Write(folder, sslRun.Config.Side, cancel);
                        }
                    );
                    Console.WriteLine($"bundle in {published}");
                })
        );
        return command;
    }

    /// <summary>Null where an older head measured nothing.</summary>
    static JsonElement? Measured(string path) => File.Exists(path) ? ReadMetrics(path).RootElement : null;

    /// <exception cref="InputException">
    /// The data folder is not that of the head, or the head says too little of how it was fitted.
    /// </exception>
    static Int8Trial Int8(
        string path,
        string headPath,
        HeadRun run,
        ResNet18 encoder,
        int side,
        LinearHead head,
        string folder,
        CancellationToken cancel
    )
    {
        if (run.Trust is null)
            throw new InputException(
                $"{headPath}: made by a release that did not write down how it calibrates; run head again"
            );
        var data = DataFolder.Open(path);
        if (data.ManifestSha256 != run.ManifestSha256)
            throw new InputException($"--data {path}: the head was fitted on another data folder; give that one");
        var trial = Int8Trial.Of(
            encoder,
            data,
            path,
            side,
            run,
            head,
            HeadTrust.ReadFit(headPath).Calibration,
            folder,
            new(),
            cancel
        );
        trial.Trust.SaveEmbeddings(folder);
        Console.WriteLine(trial.Line);
        return trial;
    }

    /// <exception cref="InputException">
    /// The data folder is not that of the GAN, or nothing in it was kept from it.
    /// </exception>
    static SynthesisTrial Synthesis(
        string path,
        GanRun gan,
        Generator generator,
        SslRun ssl,
        ResNet18 encoder,
        string encoderPath,
        Device device,
        string folder,
        CancellationToken cancel
    )
    {
        var data = GanData("--int8-generator", path, gan);
        if (gan.IncludeTest)
            throw new InputException(
                "--int8-generator: the GAN was trained on the held-out photographs too, and no others are there to "
                    + "judge its images by"
            );
        var space = $"{ssl.Method}-{BundleFiles.Sha256(RunFolder.CheckpointOf(encoderPath))[..8]}";
        var trial = SynthesisTrial.Of(
            generator,
            data,
            path,
            encoder,
            ssl.Config.Side,
            space,
            device,
            folder,
            new(),
            cancel
        );
        Console.WriteLine(trial.Line);
        return trial;
    }

    /// <summary>
    /// The figures of metrics.json; those of the head's answers are measured anew where the encoder is another one.
    /// </summary>
    static SortedDictionary<string, double> Metrics(JsonElement measured, Int8Trial? int8, int seed)
    {
        static IEnumerable<(string Name, double Value)> Numbers(JsonElement of) =>
            of.EnumerateObject()
                .Where(m => m.Value.ValueKind == JsonValueKind.Number)
                .Select(m => (m.Name, m.Value.GetDouble()));
        var metrics = new SortedDictionary<string, double>(Numbers(measured).ToDictionary(m => m.Name, m => m.Value));
        if (int8 is not null)
            foreach (
                var (name, value) in Numbers(
                    JsonSerializer.SerializeToElement(
                        HeadMetrics.OfHead(int8.Trust.Evaluation.Classes, int8.HeldOut, seed)
                    )
                )
            )
                metrics[name] = value;
        return metrics;
    }

    static CopiesIndexWriter CopiesIndex(string path, GanRun gan) =>
        new(GanData("--copies-index", path, gan), gan.Config.Resolution, gan.IncludeTest);

    static DataFolder GanData(string option, string path, GanRun gan)
    {
        var data = DataFolder.Open(path);
        return data.ManifestSha256 == gan.ManifestSha256
            ? data
            : throw new InputException($"{option} {path}: the GAN was trained on another data folder; give that one");
    }

    static string Existing(string path) => File.Exists(path) ? path : throw new InputException($"{path}: missing");

    static SortedDictionary<string, string> Manifests(params (string Dataset, string Sha256)[] data)
    {
        var manifests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (dataset, sha256) in data.Distinct())
            manifests[manifests.ContainsKey(dataset) ? $"{dataset} ({sha256[..8]})" : dataset] = sha256;
        return manifests;
    }

    static JsonDocument ReadMetrics(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(Existing(path)));
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: {JsonFault.Of(e)}", e);
        }
    }
}
