using System.CommandLine;
using System.Reflection;
using Platform.Shared;
using Platform.Training.Commands;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Byol;
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

    static IReadOnlyList<string> Refused<T>(
        IReadOnlyDictionary<string, T> presets,
        string reader,
        Func<T, IReadOnlyList<string>> parts
    )
        where T : class
    {
        var command = new RootCommand();
        var options = new PresetOptions<T>(presets, command);
        var refused = new List<string>();
        foreach (var (option, value) in PresetOptions<T>.Of(presets["smoke"]))
            try
            {
                options.Read(command.Parse(["--preset", "smoke", option, value]), reader, parts);
            }
            catch (InputException e)
            {
                Assert.StartsWith($"{option}: an option of ", e.Message);
                Assert.Contains(reader, e.Message);
                refused.Add(option);
            }
        return refused;
    }

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
        foreach (var (name, method) in Gans.Methods)
            Assert.Equal(expected[name].Order(), Refused(method.Presets, name, method.Parts).Order());
        Assert.Empty(
            ada.Except(
                PresetOptions<GanConfig>.Options(
                    Gans.Methods["stylegan"].Parts(GanConfig.Smoke with { Augment = Augment.Ada }),
                    read: true
                )
            )
        );
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
            "--weight-decay",
            "--checkpoint-steps",
            "--keep-checkpoints",
        ];
        string[] views = ["--min-area", "--jitter", "--gray", "--symmetry", "--blur"];
        var expected = new Dictionary<string, string[]>
        {
            ["simclr"] = byol,
            ["byol"] = simclr,
            ["none"] = [.. simclr, .. byol, .. training, .. views],
        };
        Assert.Equal(expected.Keys.Order(), SslMethods.All.Keys.Order());
        foreach (var (name, method) in SslMethods.All)
            Assert.Equal(expected[name].Order(), Refused(SslConfig.Presets, name, _ => method.Parts).Order());
        string[] drawn = ["--seed", .. simclr, .. byol, .. training];
        Assert.Equal(drawn.Order(), Refused(SslConfig.Presets, "views", _ => [SslConfig.ViewPart]).Order());
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
    [InlineData("views", "--temperature", "0.1")]
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
    public void Gan_WeightsDependOnWhatItReadsAlone(string name)
    {
        var (method, tiny) = (
            Gans.Methods[name],
            GanConfig.Smoke with
            {
                Resolution = 8,
                StartResolution = 8,
                ChannelBase = 64,
                ChannelMax = 8,
                LatentSize = 8,
                MappingLayers = 2,
                Kimg = 0.016,
                BatchSizes = "4:8",
                R1Interval = 1,
                Augment = name == "stylegan" ? Augment.Ada : Augment.None,
                AdaKimg = 0.01,
                AdaTarget = -1,
                AdaInterval = 1,
                StyleMixing = 0.5,
            }
        );
        AssertReads(
            tiny,
            method.Parts(tiny),
            (config, to) =>
            {
                random.manual_seed(0);
                using var gan = method.Create(config, CPU, Precision.Fp32);
                using var pixels = Noise(8);
                new GanTrainer(
                    config,
                    gan,
                    new RealImages(pixels, [.. Enumerable.Range(0, Images)], Symmetry.None, 0),
                    RunFolder.Open(to, config, resume: false),
                    CPU
                ).Train(default);
            }
        );
    }

    [Theory, InlineData("simclr"), InlineData("byol")]
    public void Ssl_WeightsDependOnWhatItReadsAlone(string name)
    {
        var (method, tiny) = (
            SslMethods.All[name],
            SslConfig.Smoke with
            {
                Side = Side,
                BatchSize = 4,
                Steps = 2,
                HiddenSize = 16,
                PredictionSize = 16,
                ProjectionSize = 16,
            }
        );
        AssertReads(
            tiny,
            method.Parts,
            (config, to) =>
            {
                random.manual_seed(0);
                using var ssl = method.Create(config, CPU);
                using var pixels = Noise(Side);
                using var trainer = new SslTrainer(
                    config,
                    ssl,
                    new ImagePool(pixels, [.. Enumerable.Range(0, Images)], []),
                    RunFolder.Open(to, config, resume: false),
                    CPU
                );
                trainer.Train(default);
            }
        );
    }

    /// <summary>With each property that is of a method's own part changed in turn.</summary>
    void AssertReads<T>(T tiny, IReadOnlyList<string> parts, Action<T, string> train)
        where T : class
    {
        string[] own = ["stylegan", "pggan", "ada", "simclr", "byol"];
        var read = PresetOptions<T>.Options(parts, read: true);
        var before = Weights("before", tiny);
        foreach (
            var property in typeof(T)
                .GetProperties()
                .Where(p => p.GetCustomAttribute<PartAttribute>() is { } part && own.Contains(part.Name))
        )
        {
            var option = OptionName.Of(property.Name);
            var changed = PresetOptions<T>.With(tiny, [(option, Other(property.GetValue(tiny)!))]);
            Assert.True(
                read.Contains(option) != before.AsSpan().SequenceEqual(Weights(property.Name, changed)),
                $"{option} is {(read.Contains(option) ? "" : "not ")}read"
            );
        }

        string Other(object value) =>
            value switch
            {
                Augment augment => augment == Augment.None ? "diffaugment" : "none",
                TargetSchedule => "constant",
                int n => $"{n + 1}",
                double d => FormattableString.Invariant($"{(d == -1 ? 1 : d * 0.5)}"),
                _ => throw new NotSupportedException($"{value}"),
            };

        byte[] Weights(string to, T config)
        {
            train(config, folder[to]);
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
