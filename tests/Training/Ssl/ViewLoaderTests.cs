using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.Views;
using Platform.Training.Tests.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

/// <summary>
/// A method gets the views that it asks for, of whatever number and sides, and labels if it asks for them.
/// </summary>
public sealed class ViewLoaderTests : IDisposable
{
    const int Side = 32,
        Images = 12;
    static readonly SslConfig Config = SslConfig.Smoke with { BatchSize = 7, Steps = 2 };
    readonly TemporaryFolder folder = new();
    readonly PackedPixels pixels;
    readonly int[] labels = [.. Enumerable.Range(0, Images).Select(i => i % 4 - 1)];

    public ViewLoaderTests()
    {
        TorchRuntime.Start("cpu", threads: 1);
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

    /// <summary>
    /// Classes by the nearest mean of large crops: small crops of an image are drawn to its large ones, and labelled
    /// images to those of their class.
    /// </summary>
    sealed class Labelled(IReadOnlyList<ViewCrops> crops) : ISslMethod
    {
        readonly SmallEncoder encoder = new();

        public List<(long[][] Shapes, long[] Labels)> Seen { get; } = [];
        public IEncoder Encoder => encoder;
        public IReadOnlyList<nn.Module> Modules => [encoder];
        public IEnumerable<Parameter> Trainable => encoder.parameters();
        public IReadOnlyList<ViewCrops> Crops => crops;
        public bool ReadsLabels => true;

        public SslLoss Loss(ViewBatch batch)
        {
            var (views, labels) = (batch.Views, batch.Labels!);
            Seen.Add(([.. views.Select(v => v.shape)], labels.data<long>().ToArray()));
            var z = views.Select(v => Encoder.Embed(v)).ToArray();
            var same = labels.unsqueeze(0).eq(labels.unsqueeze(1)).logical_and(labels.ge(0).unsqueeze(0)).to(float32);
            var near = z[1..].Select(v => (v - z[0]).square().mean()).Aggregate((a, b) => a + b);
            return new(near + (cdist(z[0], z[0], 2) * same).mean(), cat([.. z]));
        }

        public void Dispose() => encoder.Dispose();
    }

    static readonly ViewCrops[] Crops = [new(2, Side, 0.4), new(3, 16, 0.05, 0.4)];

    [Fact]
    public void Train_GivesTheCropsAndLabelsThatAMethodAsksFor()
    {
        var drawn = Directory.CreateDirectory(folder["drawn"]).FullName;
        File.WriteAllBytes(Path.Combine(drawn, "a.png"), PngEncoder.Encode(pixels.Image(0).ToArray(), Side, Side));
        using var synthetic = SyntheticPixels.Open(drawn, new(Side));
        var pool = new ImagePool(pixels, [.. Enumerable.Range(0, Images)], [synthetic], labels);
        using var method = new Labelled(Crops);
        var record = new SslRun(
            "none",
            Config,
            new Platform.Training.Configuration.NoOptions(),
            "noise",
            "",
            false,
            1,
            []
        );
        using (
            var trainer = new SslTrainer(
                Config,
                method,
                pool,
                RunFolder.Open(folder["run"], record, resume: false),
                CPU
            )
        )
            trainer.Train(default);
        Assert.Equal(Config.Steps, method.Seen.Count);
        var order = new BatchOrder(pool.Count, Config.BatchSize, Config.Seed);
        foreach (var (step, seen) in method.Seen.Index())
        {
            Assert.Equal([Side, Side, 16, 16, 16], seen.Shapes.Select(s => (int)s[3]));
            Assert.All(seen.Shapes, s => Assert.Equal([Config.BatchSize, 3, s[3], s[3]], s));
            Assert.Equal(order.At(step).Select(i => i < Images ? (long)labels[i] : -1), seen.Labels);
        }
    }

    /// <summary>The first views of a method with more of them are those of a method with two.</summary>
    [Fact]
    public void Next_OfAView_DependsOnItsPlaceAlone()
    {
        var two = Views(new Labelled([new(2, Side, 0.4)]));
        var five = Views(new Labelled(Crops));
        Assert.Equal((2, 5), (two.Count, five.Count));
        foreach (var (a, b) in two.Zip(five))
            Assert.Equal(a, b);
        Assert.Equal(5, five.Select(v => string.Join(' ', v.Take(50))).Distinct().Count());

        List<float[]> Views(Labelled method)
        {
            using var owned = method;
            using var scope = NewDisposeScope();
            using var loader = new ViewLoader(
                Config,
                method,
                new ImagePool(pixels, [.. Enumerable.Range(0, Images)], []),
                CPU,
                3,
                4
            );
            return [.. loader.Next(scope).Views.Select(v => v.contiguous().data<float>().ToArray())];
        }
    }
}
