using System.CommandLine;
using Platform.Shared;
using Platform.Training.Commands;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Gan;
using Platform.Training.Gan.Augmentation;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.Pggan;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Byol;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.SimClr;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Configuration;

/// <summary>
/// Every method with every option: one that it does not read is refused, and what is said to be read or not is so in
/// training.
/// </summary>
public sealed class ReadOptionsTests : IDisposable
{
    const int Side = 32,
        Images = 12;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The options of all methods that one of them refuses.</summary>
    static IReadOnlyList<string> Refused<T>(IEnumerable<(string Name, Method<T> Method)> methods, string reader)
        where T : class
    {
        var (command, all) = (new RootCommand(), methods.ToArray());
        var options = new PresetOptions<T>(command, all);
        var refused = new List<string>();
        foreach (
            var option in command
                .Options.Select(o => o.Name)
                .Where(o => o is not ("--preset" or "--help" or "--version"))
        )
            try
            {
                var (_, owner) = all.First(m => m.Method.Has(option));
                var value = Value(owner, option);
                options.Read(command.Parse(["--preset", "smoke", option, value]), reader);
            }
            catch (InputException e)
            {
                Assert.StartsWith($"{option}: an option of ", e.Message);
                Assert.Contains(reader, e.Message);
                refused.Add(option);
            }
        return refused;
    }

    /// <summary>Of the preset, read or not.</summary>
    static string Value<T>(Method<T> method, string option)
        where T : class =>
        (method with { Parts = _ => Every }).Values(method.Presets["smoke"]).Single(v => v.Option == option).Value;

    static readonly string[] Every =
    [
        AugmentOptions.Ada,
        SslConfig.Training,
        SslConfig.ViewPart,
        SslConfig.PairPart,
        SslConfig.Weights,
    ];

    [Fact]
    public void Read_OfEveryOption_ForEveryGan_RefusesWhatItIgnores()
    {
        string[] ada = ["--ada-target", "--ada-kimg", "--ada-interval"];
        var expected = new Dictionary<string, string[]>
        {
            ["stylegan"] = ["--gradient-penalty", "--drift", .. ada],
            ["pggan"] = ["--mapping-layers", "--r1-gamma", "--r1-interval", "--augment", .. ada, "--style-mixing"],
        };
        Assert.Equal(expected.Keys.Order(), Gans.Methods.Keys.Order());
        foreach (var name in Gans.Methods.Keys)
            Assert.Equal(expected[name].Order(), Refused(Gans.Options, name).Order());
        var augmented = new Setup<GanConfig>(
            GanConfig.Smoke,
            StyleGanOptions.Smoke with
            {
                Augmentation = new() { Augment = Augment.Ada },
            }
        );
        Assert.All(ada, option => Assert.True(Gans.Methods["stylegan"].Reads(augmented, option)));
    }

    [Fact]
    public void Read_OfEveryOption_ForEverySslMethod_RefusesWhatItIgnores()
    {
        string[] simclr = ["--temperature", "--projection-size"],
            byol = ["--hidden-size", "--prediction-size", "--target-tau", "--target-schedule"];
        string[] training =
        [
            "--batch-size",
            "--epochs",
            "--steps",
            "--learning-rate",
            "--schedule",
            "--warmup",
            "--weight-decay",
            "--decay-kind",
            "--checkpoint-steps",
            "--keep-checkpoints",
            "--probe-steps",
        ];
        string[] pairs = ["--positives"];
        string[] views =
        [
            "--crop-from",
            "--view-side",
            "--min-area",
            "--jitter",
            "--jitter-share",
            "--gray",
            "--symmetry",
            "--blur",
            "--cast",
        ];
        string[] supervised =
        [
            "--labels",
            "--calibration",
            "--balance",
            "--lesion-balance",
            "--average",
            "--trained-parts",
            "--label-smoothing",
        ];
        var expected = new Dictionary<string, string[]>
        {
            ["simclr"] = [.. byol, .. supervised],
            ["byol"] = [.. simclr, .. supervised],
            ["supervised"] = [.. simclr, .. byol, .. pairs],
            ["none"] = [.. simclr, .. byol, .. supervised, .. training, .. views, .. pairs],
        };
        Assert.Equal(expected.Keys.Order(), SslMethods.All.Keys.Order());
        foreach (var name in SslMethods.All.Keys)
            Assert.Equal(expected[name].Order(), Refused(SslMethods.Options, name).Order());
        string[] drawn = ["--seed", .. training, .. pairs];
        Assert.Equal(drawn.Order(), Refused([("views", SslMethods.Views)], "views").Order());
    }

    /// <summary>
    /// No two options of a method have one name: neither of its own and the common ones, nor of records within records.
    /// </summary>
    [Fact]
    public void Options_OfEveryMethod_AreNamedOnce()
    {
        Assert.All(Gans.Methods.Values, m => Assert.Equal(m.Options.Distinct(), m.Options));
        Assert.All(SslMethods.All.Values, m => Assert.Equal(m.Options.Distinct(), m.Options));
    }

    [Theory]
    [InlineData("gan", "--method", "pggan", "--r1-gamma", "1")]
    [InlineData("gan", "--method", "pggan", "--augment", "ada")]
    [InlineData("gan", "--ada-kimg", "1")]
    [InlineData("ssl", "--method", "byol", "--temperature", "0.1")]
    [InlineData("ssl", "--target-tau", "0.9")]
    [InlineData("ssl", "--method", "none", "--epochs", "3")]
    [InlineData("ssl", "--match", "steps")]
    [InlineData("ssl", "--synthetic-count", "3")]
    [InlineData("views", "--epochs", "3")]
    [InlineData("metrics", "--encoder", "none", "--synthetic", "none", "--psi", "0.5")]
    [InlineData("metrics", "--encoder", "none", "--synthetic", "none", "--inception-sha256", "ab")]
    public async Task Command_WithAnOptionThatItIgnores_NamesItAndMakesNothing(string verb, params string[] options)
    {
        var command = verb switch
        {
            "gan" => GanCommand.Create(),
            "ssl" => SslCommand.Create(),
            "metrics" => MetricsCommand.Create(),
            _ => ViewsCommand.Create(),
        };
        var parsed = command.Parse(["--data", folder["none"], "--out", folder["run"], .. options]);
        Assert.Empty(parsed.Errors);
        var error = await Assert.ThrowsAsync<InputException>(() =>
            parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false })
        );
        Assert.StartsWith($"{options[^2]}: ", error.Message);
        Assert.False(Directory.Exists(folder["run"]));
    }

    /// <summary>
    /// The attribute tells the truth: two steps with another value end with other weights exactly where it says that
    /// the method reads it.
    /// </summary>
    [Theory, InlineData("stylegan"), InlineData("pggan")]
    public void Gan_WeightsDependOnAllOptionsOfItsOwn(string name)
    {
        var tiny = GanConfig.Smoke with
        {
            Resolution = 8,
            StartResolution = 8,
            ChannelBase = 64,
            ChannelMax = 8,
            LatentSize = 8,
            Kimg = 0.016,
            BatchSizes = "4:8",
        };
        object options =
            name == "pggan"
                ? new PgganOptions()
                : new StyleGanOptions
                {
                    MappingLayers = 2,
                    StyleMixing = 0.5,
                    Augmentation = new()
                    {
                        Augment = Augment.Ada,
                        AdaKimg = 0.01,
                        AdaTarget = -1,
                        AdaInterval = 1,
                    },
                };
        AssertReads(
            Gans.Methods[name],
            new(tiny, options),
            (setup, to) =>
            {
                random.manual_seed(0);
                using var gan = Gans.Methods[name].Create(setup, CPU, Precision.Fp32);
                using var pixels = Noise(8);
                var images = new RealImages(pixels, [.. Enumerable.Range(0, Images)], Symmetry.None, 0);
                var record = new GanRun(name, setup.Config, setup.Options, "noise", "", false);
                new GanTrainer(setup.Config, gan, images, RunFolder.Open(to, record, resume: false), CPU).Train(
                    default
                );
            }
        );
    }

    [Theory, InlineData("simclr"), InlineData("byol")]
    public void Ssl_WeightsDependOnAllOptionsOfItsOwn(string name)
    {
        var tiny = SslConfig.Smoke with { Side = Side, BatchSize = 4, Steps = 2 };
        object options =
            name == "simclr"
                ? new SimClrOptions { ProjectionSize = 16 }
                : new ByolOptions { HiddenSize = 16, PredictionSize = 16 };
        AssertReads(
            SslMethods.All[name],
            new(tiny, options),
            (setup, to) =>
            {
                random.manual_seed(0);
                using var ssl = SslMethods.All[name].Create(setup, new(() => new ResNet18(), CPU, []));
                using var pixels = Noise(Side);
                var record = new SslRun(name, setup.Config, setup.Options, "noise", "", false, Images, []);
                var pool = new ImagePool(pixels, [.. Enumerable.Range(0, Images)], []);
                var run = RunFolder.Open(to, record, resume: false);
                using var trainer = new SslTrainer(setup.Config, ssl, pool, run, CPU);
                trainer.Train(default);
            }
        );
    }

    /// <summary>With each property of a method's own record changed in turn: no option is for nothing.</summary>
    void AssertReads<T>(Method<T> method, Setup<T> tiny, Action<Setup<T>, string> train)
        where T : class
    {
        var before = Weights("before", tiny);
        foreach (var property in OptionProperty.All(tiny.Options.GetType()))
        {
            var changed = method.With(tiny, [(property.Option, Other(property.Of(tiny.Options)!))]);
            Assert.False(
                before.AsSpan().SequenceEqual(Weights(property.Option, changed)),
                $"{property.Option} changes nothing"
            );
        }

        string Other(object value) =>
            value switch
            {
                Augment => "diffaugment",
                TargetSchedule => "constant",
                int n => $"{n + 1}",
                double d => FormattableString.Invariant($"{(d == -1 ? 1 : d * 0.5)}"),
                _ => throw new NotSupportedException($"{value}"),
            };

        byte[] Weights(string to, Setup<T> setup)
        {
            train(setup, folder[to]);
            return [.. File.ReadAllBytes(Path.Combine(folder[to], "checkpoint.bin")).Skip(200)];
        }
    }

    PackedPixels Noise(int side)
    {
        var bytes = new byte[Images * side * side * 3];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder["pixels.bin"], bytes);
        return new(folder["pixels.bin"], side, Images);
    }
}
