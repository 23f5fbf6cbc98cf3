using System.Collections.Concurrent;
using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Tests.Batching;

public sealed class ImageBatcherTests : IDisposable
{
    readonly Bundle bundle;
    readonly ConcurrentQueue<int> sizes = [];

    public ImageBatcherTests(TinyBundleFixture fixture) => bundle = fixture.Load();

    public void Dispose() => bundle.Dispose();

    ImageBatcher Start(int maxBatchSize, TimeSpan delay, int threads = 2) =>
        new(
            bundle,
            new()
            {
                MaxBatchSize = maxBatchSize,
                MaxQueueDelay = delay,
                Threads = threads,
            },
            new(TinyBundle.Side / 4, TinyBundle.Side / 4),
            (size, _) => sizes.Enqueue(size)
        );

    static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    static PixelWriter Writer(int number)
    {
        var pixels = Preprocessing.Square(Samples.Png(number), new(TinyBundle.Side));
        return row => pixels.CopyTo(row);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public async Task Add_InABatchOfAnySize_AnswersAsAlone(int size)
    {
        var classifier = new Classifier(bundle, ImageLimits.Default);
        using var batcher = Start(size, Long);
        var together = await Task.WhenAll(
            Enumerable
                .Range(0, size)
                .Select(i => batcher.AddAsync(Writer(i), Wanted.Embedding | Wanted.FeatureMap, default))
        );
        Assert.Equal([size], sizes);
        for (var i = 0; i < size; i++)
        {
            var alone = classifier.Classify(Samples.Png(i)).Predictions.ToDictionary(p => p.Code, p => p.Probability);
            foreach (var (c, p) in TinyBundle.Classes.Zip(together[i].Probabilities))
                Assert.Equal(alone[c.Code], p, 1e-5f);
            Assert.Equal(
                (TinyBundle.Features, TinyBundle.Features * 16),
                (together[i].Embedding!.Length, together[i].FeatureMap!.Length)
            );
            for (var k = 0; k < 3; k++)
                Assert.Equal(
                    together[i].FeatureMap![(k * 16)..(k * 16 + 16)].Average(),
                    together[i].Embedding![k],
                    1e-4f
                );
        }
        Assert.True(size < 3 || together.Select(t => t.Probabilities[0]).Distinct().Count() > 2);
    }

    [Fact]
    public async Task Add_WhileABatchIsBusy_FormsTheNextOne()
    {
        using var batcher = Start(4, TimeSpan.Zero, threads: 1);
        using var busy = new ManualResetEventSlim();
        var writing = new TaskCompletionSource();
        var first = Task.Run(() =>
            batcher.AddAsync(
                row =>
                {
                    writing.SetResult();
                    busy.Wait();
                    Writer(0)(row);
                },
                Wanted.Probabilities,
                default
            )
        );
        await writing.Task; // the first batch may have left with this one alone, or takes more
        var others = Enumerable
            .Range(1, 8)
            .Select(i => batcher.AddAsync(Writer(i), Wanted.Probabilities, default))
            .ToArray();
        busy.Set();
        await Task.WhenAll(others.Append(first));
        Assert.Equal(9, sizes.Sum());
        Assert.All(sizes, s => Assert.InRange(s, 1, 4));
        Assert.True(sizes.Count <= 4, $"{sizes.Count} batches for 9 images");
    }

    [Fact]
    public async Task Add_WhileABatchIsBusy_RunsTheNextOneBesideIt()
    {
        using var batcher = Start(1, TimeSpan.Zero);
        using var busy = new ManualResetEventSlim();
        var writing = new TaskCompletionSource();
        var first = Task.Run(() =>
            batcher.AddAsync(
                row =>
                {
                    writing.SetResult();
                    busy.Wait();
                    Writer(0)(row);
                },
                Wanted.Probabilities,
                default
            )
        );
        await writing.Task;
        for (var i = 1; i < 4; i++)
            await batcher.AddAsync(Writer(i), Wanted.Probabilities, default).WaitAsync(Long);
        Assert.False(first.IsCompleted);
        busy.Set();
        await first;
        Assert.Equal([1, 1, 1, 1], sizes);
    }

    [Fact]
    public async Task Add_FromManyCallersAtOnce_AnswersEachWithItsOwn()
    {
        const int Images = 6,
            Callers = 8;
        var classifier = new Classifier(bundle, ImageLimits.Default);
        var alone = Enumerable
            .Range(0, Images)
            .Select(i => classifier.Classify(Samples.Png(i)).Predictions.Single(p => p.Code == "nv").Probability)
            .ToArray();
        using var batcher = Start(4, TimeSpan.Zero);
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        for (var k = 0; k < 20; k++)
                        {
                            var image = (caller + k) % Images;
                            Assert.Equal(
                                alone[image],
                                (await batcher.AddAsync(Writer(image), Wanted.Probabilities, default)).Probabilities[1],
                                1e-5f
                            );
                        }
                    })
                )
        );
        Assert.Equal(Callers * 20, sizes.Sum());
    }

    [Fact]
    public async Task Add_ForACallerWhoHasGone_CostsNoRun_AndTheOthersGetTheirOwn()
    {
        using var batcher = Start(4, Long);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var answers = Enumerable
            .Range(0, 4)
            .Select(i => batcher.AddAsync(Writer(i), Wanted.Probabilities, i is 0 or 2 ? gone.Token : default))
            .ToArray();
        var classifier = new Classifier(bundle, ImageLimits.Default);
        foreach (var i in new[] { 1, 3 })
            Assert.Equal(
                classifier.Classify(Samples.Png(i)).Predictions.Single(p => p.Code == "nv").Probability,
                (await answers[i]).Probabilities[1],
                1e-5f
            );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answers[0]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answers[2]);
        Assert.Equal([2], sizes);
    }

    [Fact]
    public async Task Add_OfAnImageThatCannotBeWritten_FailsAlone()
    {
        using var batcher = Start(3, Long);
        var good = batcher.AddAsync(Writer(1), Wanted.Probabilities, default);
        var bad = batcher.AddAsync(
            _ => throw new InvalidOperationException("no pixels"),
            Wanted.Probabilities,
            default
        );
        var last = batcher.AddAsync(Writer(1), Wanted.Probabilities, default);
        Assert.Equal("no pixels", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal((await good).Probabilities, (await last).Probabilities);
    }

    [Fact]
    public async Task Dispose_AnswersWhatIsQueued()
    {
        var batcher = Start(2, TimeSpan.Zero);
        var answers = Enumerable
            .Range(0, 9)
            .Select(i => batcher.AddAsync(Writer(i), Wanted.Probabilities, default))
            .ToArray();
        batcher.Dispose();
        Assert.All(answers, a => Assert.True(a.IsCompleted));
        Assert.Equal(9, (await Task.WhenAll(answers)).Length);
    }

    [Fact]
    public void Admission_BeyondItsSize_IsRefused_AndTakesNothing()
    {
        var admission = new Admission(3);
        admission.Enter(2);
        Assert.Throws<QueueFullException>(() => admission.Enter(2));
        Assert.Equal(2, admission.Count);
        admission.Enter(1);
        admission.Leave(3);
        Assert.Equal(0, admission.Count);
    }
}
