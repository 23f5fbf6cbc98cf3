using System.CommandLine;
using System.Diagnostics;
using Platform.Shared.Bundles;
using Platform.Shared.Head;

namespace Platform.Tools.Bench.Curves;

/// <summary>What more labelled images cost the fit of the linear head.</summary>
public sealed class HeadCurve : ICurveBench
{
    const int Classes = 7,
        Most = 100_000,
        Features = BundleContract.Features;

    public string Name => "head";
    public string Description =>
        $"Seconds and memory of fitting the linear head against the number of embeddings, which are drawn: "
        + $"{Classes} Gaussian clusters.";

    public IEnumerable<Symbol> Takes(BenchOptions o) => [o.Most];

    public Task<Curve> PrepareAsync(BenchRun run, CancellationToken cancel)
    {
        ProcessMemory.Check($"growth {Name}");
        var sizes = ImageCounts.UpTo(BenchOptions.Or(run.Get(run.Options.Most), Most));
        var embeddings = GaussianClusters.Draw(sizes[^1], Features, Classes, seed: 1);
        int[] labels = [.. Enumerable.Range(0, sizes[^1]).Select(i => i % Classes)];
        Fit(embeddings[..sizes[0]], labels[..sizes[0]]); // warms up
        return Task.FromResult(
            new Curve(
                $"growth-{Name}",
                "fit the linear head",
                "images",
                sizes,
                [new("time", "s", LessIsBetter: true), new("memory", "MB", LessIsBetter: true)],
                [
                    $"no images: embeddings drawn from {Classes} Gaussian clusters of {Features} features that "
                        + $"overlap; one thread, as in training and fit-head",
                    "a fit goes on until it converges, so the passes over the embeddings differ from size to size, "
                        + "and the time with them",
                    "memory: the most that the process held in the fit (VmHWM) above what it held before, when the "
                        + "embeddings were there already",
                ],
                (count, stop) => Task.Run(() => Fit(embeddings[..count], labels[..count]), stop)
            )
        );
    }

    /// <returns>seconds; MB at most above those before</returns>
    static double[] Fit(float[][] embeddings, int[] labels)
    {
        // else the fit takes what the one before left
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = ProcessMemory.Resident(Environment.ProcessId);
        ProcessMemory.ForgetPeak();
        var clock = Stopwatch.StartNew();
        LinearHead.Fit(embeddings, labels, Classes);
        return [clock.Elapsed.TotalSeconds, ProcessMemory.Peak(Environment.ProcessId) - before];
    }
}
