using System.Collections.Concurrent;
using Google.Protobuf;
using Platform.Inference.Classification;
using Platform.Inference.Tests.Repository;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Tests.Serving;

/// <summary>The short form of `tools load` with a swap every few seconds.</summary>
public class SwapUnderLoadTests
{
    const int Images = 6,
        Callers = 16,
        Swaps = 6;

    [Fact]
    public async Task Swaps_UnderLoad_FailNoCall_AndEveryAnswerIsThatOfItsBundle()
    {
        using var root = new ModelRoot().With("a", "1.0.0").With("a", "1.1.0");
        var expected = new Dictionary<(string, int), Dictionary<string, float>>();
        foreach (var version in new[] { "1.0.0", "1.1.0" })
        {
            using var bundle = Bundle.Load(root.Of("a", version));
            var classifier = new Classifier(bundle, ImageLimits.Default);
            for (var i = 0; i < Images; i++)
                expected[(version, i)] = classifier
                    .Classify(Samples.Png(i))
                    .Predictions.ToDictionary(p => p.Code, p => p.Probability);
        }
        Assert.All(
            Enumerable.Range(0, Images),
            i => Assert.Contains(expected[("1.0.0", i)], p => Math.Abs(p.Value - expected[("1.1.0", i)][p.Key]) > 1e-4)
        ); // or a mix would not show

        await using var server = await RunningServer.StartAsync(root.Path);
        var (answered, aside) = (new ConcurrentDictionary<string, int>(), Path.Combine(root.Path, ".aside"));
        using var stop = new CancellationTokenSource();
        var callers = Enumerable
            .Range(0, Callers)
            .Select(caller =>
                Task.Run(async () =>
                {
                    for (var i = caller; !stop.IsCancellationRequested; i++)
                    {
                        var answer = await server.Client.ClassifyAsync(
                            new() { Image = ByteString.CopyFrom(Samples.Png(i % Images)) }
                        );
                        foreach (var p in answer.Predictions)
                            Assert.Equal(expected[(answer.BundleVersion, i % Images)][p.Code], p.Probability, 1e-5f);
                        answered.AddOrUpdate(answer.BundleVersion, 1, (_, n) => n + 1);
                    }
                })
            )
            .ToArray();
        for (var swap = 0; swap < Swaps; swap++)
        {
            var current = answered.Values.Sum();
            if (swap % 2 == 0)
                Directory.Move(root.Of("a", "1.1.0"), aside);
            else
                Directory.Move(aside, root.Of("a", "1.1.0"));
            await server.Repository.ScanAsync();
            while (answered.Values.Sum() < current + Callers && !callers.Any(c => c.IsCompleted))
                await Task.Yield();
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(2, answered.Count);
    }
}
