using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.SimClr;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

/// <summary>When a folder holds a run, what names its configuration, and when a run may go on.</summary>
public sealed class RunFolderTests : IDisposable
{
    static readonly Arithmetic Here = new(
        "cpu",
        ["x64", "avx2"],
        new Dictionary<string, string> { ["libtorch"] = "2.7.1" }
    );
    static readonly Start First = new(Precision.Fp32, 2, "abc", Here);
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Config => Path.Combine(folder["run"], "config.json");

    JsonNode Read() => JsonNode.Parse(File.ReadAllText(Config))!;

    static GanRun Gan(int seed = 0, Precision? precision = Precision.Fp32) =>
        new(
            "stylegan",
            GanConfig.Smoke with
            {
                Seed = seed,
            },
            StyleGanOptions.Smoke,
            "phantom",
            new string('a', 64),
            false,
            null,
            precision
        );

    RunFolder Open(GanRun run, bool? resume, Start? start = null) =>
        RunFolder.Open(folder["run"], run, resume, start ?? First);

    void Begin() => File.WriteAllText(Path.Combine(folder["run"], "checkpoint.bin"), "saved");

    static string Message(Action action) => Assert.Throws<InputException>(action).Message;

    [Fact]
    public void Open_AfterARunThatNeverBegan_TakesItsPlace()
    {
        Open(Gan(), resume: false);
        Open(Gan(seed: 1), resume: false);
        Assert.Equal(1, (int)Read()["Config"]!["Seed"]!);
        Begin();
        Assert.EndsWith(
            "holds a run already; add --resume to go on with it, or name another folder with --out",
            Message(() => Open(Gan(seed: 1), resume: false))
        );
        Assert.EndsWith(
            "holds a run already; name another folder with --out",
            Message(() => Open(Gan(seed: 1), resume: null))
        );
    }

    [Fact]
    public void Open_OfAnotherConfiguration_NamesWhatDiffers()
    {
        Open(Gan(), resume: false);
        Begin();
        var message = Message(() =>
            Open(Gan(seed: 1) with { ManifestSha256 = new string('b', 64), IncludeTest = true }, resume: true)
        );
        Assert.Contains(
            "(--seed 0 there, 1 now; --data aaaaaaaaaaaa there, bbbbbbbbbbbb now; "
                + "--include-test false there, true now)",
            message
        );
        Assert.Contains(
            "--precision fp32 there, bf16 now",
            Message(() => Open(Gan(precision: Precision.Bf16), resume: true))
        );
    }

    [Fact]
    public void Check_OfAFileOrOfOtherFiles_IsRefused()
    {
        File.WriteAllText(folder["file"], "");
        Assert.Contains("is a file", Message(() => RunFolder.Check(folder["file"], false)));
        Directory.CreateDirectory(folder["run"]);
        RunFolder.Check(folder["run"], false);
        File.WriteAllText(Path.Combine(folder["run"], "manifest.csv"), "");
        Assert.Contains("holds files that are no run", Message(() => RunFolder.Check(folder["run"], true)));
    }

    [Fact]
    public void Check_WhileAnotherProcessTrains_IsRefusedWithOrWithoutResume()
    {
        var run = Open(Gan(), resume: false);
        using (new RunLog(run, "images", 1, 0))
            foreach (var resume in new[] { false, true })
                Assert.Contains("another process trains", Message(() => Open(Gan(), resume)));
        Assert.Equal(run.ConfigSha256, Open(Gan(), resume: true).ConfigSha256);
    }

    [Fact]
    public void ConfigSha256_IsOfPrecisionProcessorAndLibraries_NotOfThreadsOrCommit()
    {
        var hash = Hash(Gan(), First);
        Assert.Equal(hash, Hash(Gan(), First with { Threads = 1, SourceCommit = "def" }));
        Assert.Equal(hash, RunFolder.ConfigSha256Of(folder["run"]));
        string[] others =
        [
            Hash(Gan(precision: Precision.Bf16), First),
            Hash(Gan(), First with { Arithmetic = Here with { Processor = ["x64"] } }),
            Hash(
                Gan(),
                First with
                {
                    Arithmetic = Here with { Libraries = new Dictionary<string, string> { ["libtorch"] = "2.8" } },
                }
            ),
        ];
        Assert.Equal(4, others.Append(hash).Distinct().Count());
        Assert.Equal(("fp32", 2, "abc", "avx2"), Last(First));

        string Hash(GanRun run, Start start)
        {
            if (Directory.Exists(folder["run"]))
                Directory.Delete(folder["run"], recursive: true);
            return Open(run, resume: false, start).ConfigSha256;
        }
        (string, int, string, string) Last(Start start)
        {
            Hash(Gan(), start);
            var last = Read()["Starts"]![0]!;
            return (
                ((string)last["Precision"]!).ToLowerInvariant(),
                (int)last["Threads"]!,
                (string)last["SourceCommit"]!,
                (string)Read()["Arithmetic"]!["Processor"]![1]!
            );
        }
    }

    [Fact]
    public void Open_OnAnotherProcessor_GoesOnWithAWarning_AndWritesTheStartDown()
    {
        var hash = Open(Gan(), resume: false).ConfigSha256;
        Begin();
        Open(Gan(), resume: true);
        Assert.Single(Read()["Starts"]!.AsArray());
        var moved = First with { Threads = 4, Arithmetic = Here with { Processor = ["x64", "avx512f"] } };
        Assert.Equal(hash, Open(Gan(), resume: true, moved).ConfigSha256);
        Assert.Equal(2, Read()["Starts"]!.AsArray().Count);
        Assert.Equal("a processor without avx2; a processor with avx512f", Here.ChangesTo(moved.Arithmetic));
        Assert.Equal("", Here.ChangesTo(Here));
        Assert.Equal(2, RunFolder.ReadConfig<GanRun>(folder["run"]).Starts!.Count);
    }

    /// <summary>
    /// config.json of a GAN of the release before, which says nothing of precision, processor and libraries.
    /// </summary>
    [Theory, InlineData(Precision.Fp32), InlineData(Precision.Bf16)]
    public void Open_OfARunOfTheReleaseBefore_GoesOn_AndKeepsItsHash(Precision precision)
    {
        var old = JsonNode.Parse(Older)!.ToJsonString(new() { WriteIndented = true }) + "\n";
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(Config, old);
        Begin();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Config)));
        Assert.Equal(hash, RunFolder.ConfigSha256Of(folder["run"]));
        Assert.Null(RunFolder.PrecisionOf(folder["run"]));
        var run = Gan(precision: precision) with
        {
            ManifestSha256 = "49ac",
            Config = GanConfig.Smoke with { BatchSizes = "4:16" },
            Options = OlderSmoke,
        };
        Assert.Equal(hash, Open(run, resume: true, First with { Precision = precision }).ConfigSha256);
        Assert.Equal(hash, RunFolder.ConfigSha256Of(folder["run"]));
        Assert.Equal($"{precision}", (string)Read()["Starts"]![0]!["Precision"]!);
        Assert.Contains(
            "--kimg 12 there, 13 now",
            Message(() => Open(run with { Config = run.Config with { Kimg = 13 } }, resume: true))
        );
    }

    /// <summary>The preset as it was when <see cref="Older"/> was begun.</summary>
    static StyleGanOptions OlderSmoke =>
        StyleGanOptions.Smoke with
        {
            MappingLayers = 8,
            R1Gamma = 10,
            StyleMixing = 0.9,
        };

    [Fact]
    public void Open_WithAnotherWayToTheSyntheticImages_GoesOn()
    {
        SslRun Run(string path) =>
            new(
                "simclr",
                SslConfig.Smoke,
                SimClrOptions.Small,
                "phantom",
                "aa",
                false,
                10,
                [new(path, 5)],
                Precision.Bf16
            );
        RunFolder.Open(folder["run"], Run("synthetic"), false, First);
        Begin();
        RunFolder.Open(folder["run"], Run("/data/synthetic/"), true, First);
        Assert.Contains("--synthetic", Message(() => RunFolder.Open(folder["run"], Run("others"), true, First)));
        Assert.Equal(Precision.Bf16, RunFolder.PrecisionOf(folder["run"]));
    }

    [Fact]
    public void Now_TellsProcessorLibrariesThreadsAndCommit()
    {
        var start = Start.Now(CPU, Precision.Fp32);
        Assert.True(start.Threads >= 1);
        Assert.NotEqual("unknown", start.SourceCommit);
        Assert.Equal(
            ["Microsoft.ML", "TorchSharp", "dotnet", "libtorch"],
            start.Arithmetic.Libraries.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(start.Arithmetic.Libraries.Values, v => Assert.Matches(@"^\d+\.\d+", v));
        Assert.Equal(File.ReadAllText("/proc/cpuinfo").Contains(" avx2 "), start.Arithmetic.Processor.Contains("avx2"));
        Assert.Equal(Autocast.IsFast(CPU), start.Arithmetic.Processor.Contains("avx512_bf16"));
    }

    const string Older = """
        {
          "Method": "stylegan",
          "Config": {
            "Resolution": 32, "StartResolution": 16, "LatentSize": 64, "MappingLayers": 8,
            "ChannelBase": 256, "ChannelMax": 32,
            "Kimg": 12, "StableKimg": 1.5, "FadeKimg": 1.5, "BatchSizes": "4:16",
            "LearningRates": "4:0.002", "Beta1": 0, "Beta2": 0.99,
            "R1Gamma": 10, "R1Interval": 4, "GradientPenalty": 10, "Drift": 0.001, "Augment": "None",
            "AdaTarget": 0.6, "AdaKimg": 500,
            "AdaInterval": 4, "StyleMixing": 0.9, "EmaKimg": 0.5, "Symmetry": "Square", "Seed": 0,
            "SampleKimg": 4, "CheckpointKimg": 4,
            "KeepCheckpoints": 2,
            "Growth": { "Start": 16, "End": 32, "StableKimg": 1.5, "FadeKimg": 1.5 },
            "Resolutions": [4, 8, 16, 32]
          },
          "Dataset": "phantom", "ManifestSha256": "49ac", "IncludeTest": false, "Images": null
        }
        """;
}
