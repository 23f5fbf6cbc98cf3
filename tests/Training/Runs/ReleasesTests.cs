using System.Text;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Augmentation;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.SimClr;
using Platform.Training.Ssl.Views;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

/// <summary>
/// Runs of this release and of the one before, by the config.json that each wrote and the hash that its checkpoints
/// were bound to: <c>one-record</c> has the options of all methods in one record, <c>records</c> each method's in its
/// own.
/// </summary>
public sealed class ReleasesTests : IDisposable
{
    const int Side = 32,
        Images = 20;
    const string Manifest = "53e85aa57f337b4157f4243ea27693a3e9ea45267c8805852b921bcc8eefd7d5";
    static readonly Device Cpu = TorchRuntime.Start("cpu", threads: 1);
    readonly TemporaryFolder folder = new();
    readonly PackedPixels pixels;

    public ReleasesTests()
    {
        var bytes = new byte[Images * Side * Side * 3];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder["pixels.bin"], bytes);
        pixels = new(folder["pixels.bin"], Side, Images);
    }

    public void Dispose()
    {
        pixels.Dispose();
        folder.Dispose();
    }

    /// <summary>What a release wrote.</summary>
    static string Written(string form, string method) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Runs", "Releases", form, $"{method}.json"));

    string Config(string run) => Path.Combine(folder[run], "config.json");

    static SslRun Ssl(string method, ViewOptions? views = null) =>
        new(
            method,
            SslConfig.Smoke with
            {
                BatchSize = 6,
                Steps = 3,
                Views = views ?? SslConfig.Smoke.Views with { Blur = 0.5 },
            },
            method == "simclr"
                ? SimClrOptions.Small
                : ByolOptions.Smoke with
                {
                    HiddenSize = 32,
                    PredictionSize = 16,
                    TargetSchedule = TargetSchedule.Cosine,
                },
            "phantom",
            Manifest,
            false,
            Images,
            []
        );

    void Train(string to, SslRun asked, bool interrupt = false)
    {
        random.manual_seed(asked.Config.Seed);
        using var method = SslMethods
            .All[asked.Method]
            .Create(new(asked.Config, asked.Options), new(() => asked.NewEncoder(Cpu), Cpu, []));
        var pool = new ImagePool(pixels, [.. Enumerable.Range(0, Images)], []);
        var run = RunFolder.Open(folder[to], asked, resume: true);
        using var trainer = new SslTrainer(asked.Config, method, pool, run, Cpu);
        trainer.Train(new CancellationToken(interrupt));
    }

    /// <summary>
    /// Makes an interrupted run one of a release: its configuration, and the checkpoint bound to that.
    /// </summary>
    void Become(string run, string text, string sha256)
    {
        var (own, file) = (RunFolder.ConfigSha256Of(folder[run]), Path.Combine(folder[run], "checkpoint.bin"));
        var checkpoint = File.ReadAllBytes(file);
        var at = checkpoint.AsSpan().IndexOf(Encoding.ASCII.GetBytes(own));
        Encoding.ASCII.GetBytes(sha256).CopyTo(checkpoint.AsSpan(at));
        File.WriteAllBytes(file, checkpoint);
        File.WriteAllText(Config(run), text);
    }

    void AssertSameEncoders(string a, string b)
    {
        var (x, y) = (SslRun.Load(folder[a], Cpu).Encoder, SslRun.Load(folder[b], Cpu).Encoder);
        using var first = x;
        using var second = y;
        foreach (var (name, weights) in x.Module.state_dict())
            Assert.True(weights.equal(y.Module.state_dict()[name]).all().item<bool>(), name);
    }

    [Theory]
    [InlineData("one-record", "simclr", "a3d693aa5526d4616be4ed77993f3b3969b1e8a00ff7bba3badedff1d6697d6f")]
    [InlineData("one-record", "byol", "1f09494fc18a2a5391233601c1910123c4fa5bcc2042586f44eab1ca778c5641")]
    [InlineData("records", "simclr", "59f9ed65ad9db9394144161837fb44248601f54760199bf0dd02b7fc8182177a")]
    [InlineData("records", "byol", "0009c9d7d70abafe735d01643c2dfc6671cf1eaa7aaa860af088c45efa764b00")]
    public void Ssl_OfARelease_GoesOnToTheWeightsOfAnUnbrokenRun(string form, string method, string sha256)
    {
        Train("whole", Ssl(method));
        Assert.Throws<OperationCanceledException>(() => Train("broken", Ssl(method), interrupt: true));
        Become("broken", Written(form, method), sha256);
        AssertReadsTheCheckpoint();
        Train("broken", Ssl(method));
        Assert.Equal(sha256, RunFolder.ConfigSha256Of(folder["broken"]));
        Assert.True(File.Exists(Path.Combine(folder["broken"], "encoder.bin")));
        AssertSameEncoders("whole", "broken");

        // without an encoder of its own, as the run of a release that wrote none
        void AssertReadsTheCheckpoint()
        {
            var (run, encoder) = SslRun.Load(folder["broken"], Cpu);
            using var _ = encoder;
            Assert.Equal(Ssl(method).Options, run.Options);
            Assert.Equal(Ssl(method).Config, run.Config);
            Assert.Equal("trained for 1 of 3 steps only; ssl --resume goes on with it", run.Shortfall(1));
        }
    }

    /// <summary>As if the share of jittered views had come to be an option after the run was begun.</summary>
    [Fact]
    public void Ssl_WithAnOptionMore_GoesOnWithItsDefault_AndKeepsItsHash()
    {
        Assert.Throws<OperationCanceledException>(() => Train("run", Ssl("simclr"), interrupt: true));
        var without = JsonNode.Parse(Written("records", "simclr"))!;
        Assert.True(without["Config"]!["Views"]!.AsObject().Remove(nameof(ViewOptions.JitterShare)));
        var sha256 = RunConfig.Sha256(without.ToJsonString());
        Become("run", without.ToJsonString(), sha256);
        var other = Ssl("simclr").Config.Views with { JitterShare = 0.7 };
        Assert.Contains(
            "--jitter-share 0.8 there, 0.7 now",
            Assert.Throws<InputException>(() => Train("run", Ssl("simclr", other))).Message
        );
        Train("run", Ssl("simclr"));
        Assert.Equal(sha256, RunFolder.ConfigSha256Of(folder["run"]));
        Train("whole", Ssl("simclr"));
        AssertSameEncoders("whole", "run");
    }

    [Theory]
    [InlineData("one-record", "37431e2df0152d7aa7092d2358b7396d774a1cff74a21c4f1ee7495b68ead695")]
    [InlineData("records", "7862f6822dc431586fbc3b0a39bec4168ab639233ff61c6b7f9a51edb6d273de")]
    public void Gan_OfARelease_GoesOn(string form, string sha256)
    {
        Directory.CreateDirectory(folder["gan"]);
        File.WriteAllText(Config("gan"), Written(form, "stylegan"));
        File.WriteAllText(Path.Combine(folder["gan"], "checkpoint.bin"), "saved");
        var augmentation = new AugmentOptions { Augment = Augment.Ada };
        var asked = new GanRun(
            "stylegan",
            GanConfig.Smoke with
            {
                Kimg = 0.2,
                StableKimg = 0.05,
                FadeKimg = 0.05,
            },
            StyleGanOptions.Smoke with
            {
                Augmentation = augmentation,
            },
            "phantom",
            Manifest,
            false,
            null,
            Precision.Fp32
        );
        Assert.Equal(sha256, RunFolder.Open(folder["gan"], asked, resume: true).ConfigSha256);
        var read = RunFolder.ReadConfig<GanRun>(folder["gan"]);
        Assert.Equal((asked.Config, asked.Options), (read.Config, read.Options));
        var other = asked with
        {
            Options = StyleGanOptions.Smoke with { Augmentation = augmentation with { AdaKimg = 100 } },
        };
        Assert.Contains(
            "(--ada-kimg 500 there, 100 now)",
            Assert.Throws<InputException>(() => RunFolder.Open(folder["gan"], other, resume: true)).Message
        );
    }

    /// <summary>Each option in turn, as if it had been added after the file was written.</summary>
    [Fact]
    public void Read_OfAFileWithoutAnOption_HasItsDefault()
    {
        foreach (var (name, method) in SslMethods.All)
        {
            var bare = new SslRun(name, new(), Activator.CreateInstance(method.OptionsType)!, "", "", false, 1, []);
            AssertDefaults(bare, bare.Config, bare.Options, r => (r.Config, r.Options));
        }
        foreach (var (name, method) in Gans.Methods)
        {
            var bare = new GanRun(name, new(), Activator.CreateInstance(method.OptionsType)!, "", "", false);
            AssertDefaults(bare, bare.Config, bare.Options, r => (r.Config, r.Options));
        }

        void AssertDefaults<T>(T bare, object config, object options, Func<T, (object, object)> read)
            where T : class, IRunRecord
        {
            foreach (var record in new[] { "Config", "Options" })
            foreach (var path in Paths(RunConfig.Of(bare, null)[record]!.AsObject()))
            {
                var written = RunConfig.Of(bare, null);
                var within = path[..^1].Aggregate(written[record]!, (node, name) => node[name]!);
                Assert.True(within.AsObject().Remove(path[^1]));
                Assert.Equal((config, options), read(RunConfig.Read<T>("config.json", RunConfig.Text(written))));
            }
        }
        static IEnumerable<string[]> Paths(JsonObject node) =>
            node.SelectMany(p =>
                p.Value is JsonObject inner
                    ?
                    [
                        [p.Key],
                        .. Paths(inner).Select(q => (string[])[p.Key, .. q]),
                    ]
                    : (string[][])
                        [
                            [p.Key],
                        ]
            );
    }
}
