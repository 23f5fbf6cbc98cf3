using Platform.Shared.Formats;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Views;
using Platform.Training.Tests.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

/// <summary>
/// Which photographs the two views of a pair are drawn from. Photograph i is a square of the one colour i, and views
/// leave colours alone, so that each view tells its photograph.
/// </summary>
public sealed class PositivesTests : IDisposable
{
    const int Side = 32,
        Photographs = 24,
        Steps = 12;

    /// <summary>Three photographs a lesion; the last of each is not trained on.</summary>
    static readonly int[] Trained = [.. Enumerable.Range(0, Photographs).Where(i => i % 3 < 2)];
    static readonly SslConfig Config = SslConfig.Smoke with
    {
        BatchSize = 8,
        Positives = Positives.Lesion,
        Views = new()
        {
            Jitter = 0,
            JitterShare = 0,
            Gray = 0,
        },
    };
    readonly TemporaryFolder folder = new();
    readonly PackedPixels pixels;

    public PositivesTests()
    {
        TorchRuntime.Start("cpu", threads: 1);
        var size = Side * Side * 3;
        File.WriteAllBytes(
            folder["pixels.bin"],
            [.. Enumerable.Range(0, Photographs * size).Select(i => (byte)(10 * (i / size)))]
        );
        pixels = new(folder["pixels.bin"], Side, Photographs);
    }

    public void Dispose()
    {
        pixels.Dispose();
        folder.Dispose();
    }

    static ManifestRow Row(int i) => new($"{i}", "set", $"lesion{i / 3}", "nv", "train", $"sha{i}", Side, Side);

    sealed class Pair(SslConfig config) : ISslMethod
    {
        public IEncoder Encoder { get; } = new SmallEncoder();
        public IReadOnlyList<nn.Module> Modules => [Encoder.Module];
        public IEnumerable<Parameter> Trainable => Encoder.Module.parameters();
        public IReadOnlyList<ViewCrops> Crops => config.Pair();

        public SslLoss Loss(ViewBatch batch) => throw new NotSupportedException();

        public void Dispose() => Encoder.Dispose();
    }

    /// <summary>The photograph that each view is of, and the lesions as the loss is told; of some steps.</summary>
    List<(int[] First, int[] Second, long[]? Lesions)> Batches(SslConfig config, long first = 0, long steps = Steps)
    {
        using var method = new Pair(config);
        var pool = new ImagePool(pixels, Trained, [], photographs: new([.. Trained.Select(Row)]));
        using var scope = NewDisposeScope();
        using var loader = new ViewLoader(config, method, pool, CPU, first, first + steps);
        var batches = new List<(int[], int[], long[]?)>();
        for (var step = 0; step < steps; step++)
        {
            var batch = loader.Next(scope);
            batches.Add((Of(batch.Views[0]), Of(batch.Views[1]), batch.Lesions?.data<long>().ToArray()));
        }
        return batches;

        static int[] Of(Tensor view) =>
            [.. view.mean([1, 2, 3]).data<float>().Select(v => (int)Math.Round(v * 255 / 10))];
    }

    [Fact]
    public void Next_ByLesion_DrawsTheSecondViewFromAnotherPhotographToTrainOn()
    {
        foreach (var (first, second, lesions) in Batches(Config))
        {
            Assert.Equal(first.Select(i => i / 3), second.Select(i => i / 3));
            Assert.All(first.Zip(second), p => Assert.NotEqual(p.First, p.Second));
            Assert.All(first.Concat(second), i => Assert.Contains(i, Trained)); // never what is held out
            Assert.Equal(
                first.Select(a => first.Count(b => a / 3 == b / 3)),
                lesions!.Select(a => lesions!.Count(b => a == b))
            );
        }
    }

    [Fact]
    public void Next_ByImage_DrawsBothFromTheSame_AndTellsNoLesions()
    {
        foreach (var (first, second, lesions) in Batches(Config with { Positives = Positives.Image }))
        {
            Assert.Equal(first, second);
            Assert.Null(lesions);
        }
    }

    /// <summary>A resumed run pairs as an unbroken one; another seed pairs otherwise.</summary>
    [Fact]
    public void Next_OfAStep_DependsOnSeedAndStepAlone()
    {
        var (whole, resumed) = (Batches(Config), Batches(Config, first: 7, steps: 2));
        Assert.Equal(whole[7].Second, resumed[0].Second);
        Assert.Equal(whole[8].Second, resumed[1].Second);
        Assert.NotEqual(whole[0].Second, Batches(Config with { Seed = 1 }, steps: 1)[0].Second);
    }

    /// <summary>The views of an image without a partner are those that it has without this option.</summary>
    [Fact]
    public void Next_ByLesion_WithoutPartners_IsByImage()
    {
        var noise = new byte[Photographs * Side * Side * 3];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(folder["noise.bin"], noise);
        using var images = new PackedPixels(folder["noise.bin"], Side, Photographs);
        Assert.Equal(Views(Config with { Positives = Positives.Image }), Views(Config));

        float[] Views(SslConfig config)
        {
            using var scope = NewDisposeScope();
            using var method = new Pair(config);
            LesionPhotographs photographs = new([.. Trained.Select(i => Row(i) with { Lesion = $"{i}" })]);
            using var loader = new ViewLoader(config, method, new(images, Trained, [], null, photographs), CPU, 0, 1);
            return [.. loader.Next(scope).Views.SelectMany(v => v.contiguous().data<float>().ToArray())];
        }
    }
}
