using System.CommandLine;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Commands;
using Platform.Training.Data;
using Platform.Training.Export;
using Platform.Training.Metrics;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Metrics;

/// <summary>The metrics command on phantom images, from a data folder and an encoder to the report.</summary>
public sealed class MetricsCommandTests : IDisposable
{
    const int Side = 32;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Metrics_OfCopiedTrainingImages_SaySo()
    {
        var data = Prepare(60);
        await Ssl("ssl");
        using (var pixels = data.Pixels(Side))
            Write("copies", data.Indices("train").Take(16).Select(i => pixels.Image(i).ToArray()));
        await Run(MetricsCommand.Create(), [.. Options("copies", "ssl"), "--out", folder["metrics"]]);

        var metrics = JsonNode.Parse(File.ReadAllText(folder["metrics/metrics.json"]))!;
        var space = metrics["spaces"]![0]!;
        Assert.Equal($"FD-simclr-{BundleFiles.Sha256(folder["ssl/encoder.bin"])[..8]}", (string)space["frechet"]!);
        Assert.Equal(
            ["synthetic", "synthetic", "floor", "floor", "ceiling", "ceiling", "ceiling"],
            space["sets"]!.AsArray().Select(s => (string)s!["kind"]!)
        );
        Assert.Equal(16, (int)metrics["synthetic_images"]!);
        foreach (var kind in new[] { "embedding", "pixels", "pixels_relative" })
            Assert.Equal(1, (double)metrics["memorisation"]![kind]!["share_below_first_percentile"]!);
        Assert.Equal(0, (double)metrics["memorisation"]!["pixels"]!["synthetic"]!["1"]!, 1e-3);

        var pairs = ImageDecoder.Decode(File.ReadAllBytes(folder["metrics/closest-pixels.png"]), int.MaxValue);
        Assert.Equal((8 * Side, 4 * Side), (pairs.Width, pairs.Height));
        Assert.Equal(Row(pairs, 0), Row(pairs, Side)); // real beside its copy
        Assert.Contains("patients' photographs", File.ReadAllText(folder["metrics/metrics.md"]));

        var again = await Assert.ThrowsAsync<InputException>(() =>
            Run(MetricsCommand.Create(), [.. Options("copies", "ssl"), "--out", folder["metrics"]])
        );
        Assert.Contains("holds files already", again.Message);
    }

    [Fact]
    public async Task Metrics_RefuseAnEncoderThatSawSyntheticImages()
    {
        Prepare(30);
        Write(
            "drawn",
            Enumerable.Range(0, 8).Select(i => Enumerable.Repeat((byte)(20 * i), Side * Side * 3).ToArray())
        );
        await Ssl("mixed", "--synthetic", folder["drawn"]);
        var error = await Assert.ThrowsAsync<InputException>(() =>
            Run(MetricsCommand.Create(), [.. Options("drawn", "mixed"), "--out", folder["metrics"]])
        );
        Assert.Contains("trained on 8 synthetic images", error.Message);
        Assert.False(Directory.Exists(folder["metrics"]));
    }

    [Fact]
    public void Inception_IsTakenOnlyByItsHash_AndSeesImagesBetweenMinusOneAndOne()
    {
        using var network = new MeanColour();
        var graph = new OnnxGraph("inception", network);
        graph.Output(
            "pool",
            network.Apply(graph.Input("x", DataType.Float, -1, 3, 299, 299)),
            DataType.Float,
            -1,
            2048
        );
        OnnxExport.Save(graph.Build(), folder["inception.onnx"]);

        Assert.Contains(
            "--inception-sha256",
            Assert.Throws<InputException>(() => InceptionSpace.Load(folder["inception.onnx"], null)).Message
        );
        Assert.Contains(
            "not the abc",
            Assert.Throws<InputException>(() => InceptionSpace.Load(folder["inception.onnx"], "abc")).Message
        );
        using var space = InceptionSpace.Load(folder["inception.onnx"], BundleFiles.Sha256(folder["inception.onnx"]));
        Assert.Equal("FID", space.FrechetName);
        using var rows = space.Embed(
            new("grey", 17, i => [.. Enumerable.Repeat((byte)(15 * i), Side * Side * 3)]),
            Side,
            _ => { }
        );
        Assert.Equal([17, 2048], rows.shape);
        for (var i = 0; i < 17; i++)
            Assert.Equal((15 * i / 127.5f - 1) * 3, rows[i, 7].item<float>(), 1e-3f);
    }

    /// <summary>The sum of the channels' means, 2048 times.</summary>
    sealed class MeanColour : Network
    {
        readonly Parameter weight = nn.Parameter(ones(2048, 3)),
            bias = nn.Parameter(zeros(2048));

        public MeanColour()
            : base(nameof(MeanColour)) => RegisterComponents();

        public override T Apply<T>(T x) => x.Mean(2, 3).Reshape(3).Linear(x.Lift(weight), x.Lift(bias));
    }

    static byte[] Row(PixelImage image, int left) => image.Rgb[(left * 3)..((left + Side) * 3)];

    DataFolder Prepare(int count)
    {
        new Preparation(
            Datasets.Read("phantom", null, count, 1),
            new([Side], null, 1, SplitBy.Lesion, 0.3, true)
        ).Write(folder["data"], CancellationToken.None);
        return DataFolder.Open(folder["data"]);
    }

    void Write(string name, IEnumerable<byte[]> images)
    {
        Directory.CreateDirectory(folder[name]);
        foreach (var (image, i) in images.Select((x, i) => (x, i)))
            File.WriteAllBytes(folder[$"{name}/{i:00}.png"], PngEncoder.Encode(image, Side, Side));
    }

    Task Ssl(string name, params string[] more) =>
        Run(
            SslCommand.Create(),
            [
                "--data",
                folder["data"],
                "--out",
                folder[name],
                "--preset",
                "smoke",
                "--batch-size",
                "8",
                "--steps",
                "2",
                "--device",
                "cpu",
                "--threads",
                "1",
                .. more,
            ]
        );

    string[] Options(string synthetic, string encoder) =>
        [
            "--synthetic",
            folder[synthetic],
            "--data",
            folder["data"],
            "--encoder",
            folder[encoder],
            "--device",
            "cpu",
            "--threads",
            "1",
        ];

    static async Task Run(Command command, string[] arguments) =>
        Assert.Equal(
            0,
            await command
                .Parse(arguments)
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
        );
}
