using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Taxonomy;
using Platform.Training.Commands;
using Platform.Training.Data;
using Platform.Training.Evaluation;
using Platform.Training.Export;
using Platform.Training.Gan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Publishing;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Evaluation;

/// <summary>From phantom images through ssl and head to a bundle, and its evaluation.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    static readonly GanConfig Tiny = GanConfig.Smoke with
    {
        Resolution = 16,
        StartResolution = 8,
        ChannelBase = 64,
        ChannelMax = 16,
        LatentSize = 16,
    };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static Task<int> Run(Command command, params string[] arguments) =>
        command.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

    void Prepare(string name, int count, int seed) =>
        new Preparation(
            Datasets.Read("phantom", null, count, seed),
            new([32], null, seed, SplitBy.Lesion, 0.25, true)
        ).Write(folder[name], CancellationToken.None);

    /// <summary>As publish does, with a generator that was not trained.</summary>
    string Publish(TrustFit trust)
    {
        var (run, encoder) = SslRun.Load(folder["ssl"], CPU);
        using var _ = encoder;
        random.manual_seed(1);
        using var generator = new StyleGenerator(Tiny, StyleGanOptions.Smoke);
        generator.TrackMean(randn(64, 16));
        generator.eval();
        JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(folder[file])).RootElement;
        var manifest = new BundleManifest
        {
            Name = "tiny",
            Version = "1.0.0",
            Created = DateTimeOffset.UnixEpoch,
            SourceCommit = "none",
            Preprocessing = new(run.Config.Side),
            Classes = [.. DataFolder.Open(folder["data"]).Classes.Select(Diagnosis.Named)],
            Calibration = trust.Calibration,
            Trust = trust.Trust,
            Evaluation = Json("head/evaluation.json"),
            Data = Json("head/data.json"),
            Training = new Dictionary<string, JsonElement> { ["head"] = Json("head/config.json") },
        };
        return BundleStore.Publish(
            folder["models"],
            manifest,
            new BundleWriter(generator, encoder, run.Config.Side, folder["head/head.zip"], CPU, _ => { })
            {
                Calibration = trust.Calibration,
                Extra = HeadTrust.Files(folder["head"], trust, neighbours: true),
            }.Write
        );
    }

    [Fact]
    public async Task Evaluate_MeasuresABundle_AsHeadDid()
    {
        Prepare("data", 200, 1);
        Prepare("other", 40, 9);
        await Run(
            SslCommand.Create(),
            "--data",
            folder["data"],
            "--out",
            folder["ssl"],
            "--preset",
            "smoke",
            "--batch-size",
            "8",
            "--steps",
            "2",
            "--device",
            "cpu",
            "--threads",
            "1"
        );
        await Run(
            HeadCommand.Create(),
            "--encoder",
            folder["ssl"],
            "--data",
            folder["data"],
            "--out",
            folder["head"],
            "--seeds",
            "0",
            "--l2",
            "10",
            "--device",
            "cpu",
            "--threads",
            "1"
        );
        var trust = HeadTrust.ReadFit(folder["head"]);
        Assert.InRange(trust.Images, 25, 35); // a fifth of the training images
        var bundle = Publish(trust);
        Assert.Equal(
            0,
            await Run(
                EvaluateCommand.Create(),
                bundle,
                folder["data"],
                "--report",
                folder["report"],
                "--degraded",
                "8",
                "--strange",
                "6",
                "--other",
                $"another={folder["other"]}"
            )
        );

        var (measured, again) = (
            JsonNode.Parse(File.ReadAllText(folder["head/evaluation.json"]))!,
            JsonNode.Parse(File.ReadAllText(folder["report/evaluation.json"]))!
        );
        foreach (var figure in new[] { "accuracy", "balanced_accuracy" })
            Assert.Equal((double)measured[figure]!["value"]!, (double)again[figure]!["value"]!, 1e-9);
        Assert.Equal(
            (double)measured["after_calibration"]!["log_loss"]!["value"]!,
            (double)again["after_calibration"]!["log_loss"]!["value"]!,
            1e-3
        );
        Assert.True((bool)again["held_out"]!);
        Assert.Equal(
            StrangeImages.All.Select(s => s.Name).Append("another"),
            again["strange"]!.AsArray().Select(s => (string)s!["name"]!)
        );
        Assert.Equal(Degradation.All.Sum(d => d.Levels.Count), again["degraded"]!.AsArray().Count);
        Assert.Equal(
            (int)again["images"]!,
            again["subgroups"]!
                .AsArray()
                .Where(s => (string)s!["dimension"]! == "skin tone (estimated)")
                .Sum(s => (int)s!["images"]!)
        );

        Assert.Equal(
            0,
            await Run(
                EvaluateCommand.Create(),
                bundle,
                folder["other"],
                "--report",
                folder["short"],
                "--split",
                "all",
                "--degraded",
                "0",
                "--strange",
                "0"
            )
        );
        var brief = JsonNode.Parse(File.ReadAllText(folder["short/evaluation.json"]))!;
        Assert.Equal(
            (40, 0, 0),
            ((int)brief["images"]!, brief["degraded"]!.AsArray().Count, brief["strange"]!.AsArray().Count)
        );
        Assert.Null(brief["held_out"]); // other data: not known

        var page = File.ReadAllText(folder["report/report.html"]);
        Assert.Equal(
            Directory.EnumerateFiles(folder["report/charts"]).Count(),
            page.Split("src=\"data:image/png;base64,").Length - 1
        );
        Assert.DoesNotContain("http", page); // nothing from outside
        foreach (
            var said in new[] { "calibration error", "promised", "skin tone (estimated)", "Too few images to speak of" }
        )
            Assert.Contains(said, File.ReadAllText(Path.Combine(bundle, BundleFiles.ModelCard)));
        Assert.Contains("By class", File.ReadAllText(Path.Combine(bundle, BundleFiles.DataSheet)));
        Assert.Contains(
            "holds files already",
            (
                await Assert.ThrowsAsync<InputException>(() =>
                    Run(EvaluateCommand.Create(), bundle, folder["data"], "--report", folder["report"])
                )
            ).Message
        );
    }

    [Fact]
    public void GeneratorAudit_RefusesAFailure_AndAnotherGenerator()
    {
        using var generator = new StyleGenerator(Tiny, StyleGanOptions.Smoke);
        generator.TrackMean(randn(64, 16));
        generator.eval();
        OnnxExport.Save(OnnxExport.Generator(generator), folder["generator.onnx"]);
        const string data = "manifest";
        string[] failures = ["5.00 % of the images are copies"];
        void Write(bool passed, string? sha256, string against = data) =>
            File.WriteAllText(
                folder["audit.json"],
                new AuditReport
                {
                    Passed = passed,
                    Failures = passed ? [] : failures,
                    Dataset = "drawn",
                    GeneratorSha256 = sha256,
                    DataSha256 = against,
                    Encoder = null,
                    SyntheticImages = 1,
                    TrainingImages = 1,
                    HeldOutImages = 1,
                    CopyShare = 0,
                    CopyShareHeldOut = 0,
                    Limits = new(0.9, 0.01, 0.6),
                    Spaces = new Dictionary<string, AuditedSpace>(),
                    Copies = [],
                }.ToJson()
            );
        void WriteJson(object audit) => File.WriteAllText(folder["audit.json"], JsonSerializer.Serialize(audit));
        JsonElement Read(bool acceptFailure) => GeneratorAudit.Read(folder.Path, generator, data, acceptFailure);
        string Refusal() => Assert.Throws<InputException>(() => Read(acceptFailure: true)).Message;
        var sha = BundleFiles.Sha256(folder["generator.onnx"]);
        Write(true, sha);
        Assert.True(Read(acceptFailure: false).GetProperty("passed").GetBoolean());
        Write(false, sha);
        Assert.Contains("--accept-memorisation", Assert.Throws<InputException>(() => Read(false)).Message);
        Assert.False(Read(acceptFailure: true).GetProperty("passed").GetBoolean());
        Write(true, new('0', 64));
        Assert.Contains("another generator", Refusal());
        Write(true, null);
        Assert.Contains("which generator drew its images is not known", Refusal());
        Write(true, sha, against: "another");
        Assert.Contains("other photographs", Refusal());
        WriteJson(
            new
            {
                passed = true,
                failures = Array.Empty<string>(),
                generator_sha256 = sha,
            }
        );
        Assert.Contains("made by an earlier release", Refusal());
        WriteJson(
            new
            {
                kind = "audit",
                schema = 99,
                passed = true,
                generator_sha256 = sha,
                data_sha256 = data,
            }
        );
        Assert.Contains("schema 99", Refusal());
        WriteJson(
            new
            {
                kind = "audit",
                schema = 2,
                passed = true,
                data_sha256 = data,
            }
        );
        Assert.Contains("damaged (", Refusal());
        WriteJson(new { });
        Assert.Contains("without kind, so it is not known to be \"audit\"", Refusal());
    }
}
