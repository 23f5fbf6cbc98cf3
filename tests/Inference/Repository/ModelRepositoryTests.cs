using Microsoft.Extensions.Logging.Abstractions;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Inference.Tests.Repository;

public sealed class ModelRepositoryTests : IDisposable
{
    readonly ModelRoot root = new();
    readonly ServingMetrics metrics = new();
    ModelRepository? repository;

    public void Dispose()
    {
        repository?.Dispose();
        metrics.Dispose();
        root.Dispose();
    }

    async Task<ModelRepository> OpenAsync(string? path = null, int versions = 1)
    {
        repository = new(
            path ?? root.Path,
            new() { Versions = versions },
            new(),
            metrics,
            NullLogger<ModelRepository>.Instance
        );
        await repository.ScanAsync();
        return repository;
    }

    string[] Served() => [.. repository!.Current.Bundles.Select(b => $"{b.Name} {b.Version}")];

    [Fact]
    public async Task Scan_OfARoot_ServesTheHighestVersionOfEach()
    {
        root.With("a", "1.0.0").With("a", "1.9.0").With("a", "1.10.0").With("b", "2.0.0");
        await OpenAsync();
        Assert.Equal(["a 1.10.0", "b 2.0.0"], Served());
        Assert.True(repository!.Current.Ready);
        using var lease = repository.Lease("b");
        Assert.Equal("2.0.0", lease.Bundle.Version);
        Assert.Equal("bundle: name one of a, b", Assert.Throws<NotServedException>(() => repository.Lease()).Message);
    }

    [Fact]
    public async Task Scan_ForTwoVersions_ServesThemSideBySide()
    {
        root.With("a", "1.0.0").With("a", "1.1.0").With("a", "1.2.0");
        await OpenAsync(versions: 2);
        Assert.Equal(["a 1.2.0", "a 1.1.0"], Served());
        using var older = repository!.Lease("a", "1.1.0");
        using var newest = repository.Lease("a");
        Assert.Equal(("1.1.0", "1.2.0"), (older.Bundle.Version, newest.Bundle.Version));
    }

    [Fact]
    public async Task Scan_OfANewVersion_SwapsIt_WhileTheOldOneAnswersThoseWhoHoldIt()
    {
        root.With("a", "1.0.0");
        await OpenAsync();
        using var held = repository!.Lease();
        var before = held.Bundle.Sampler.Pixels(1, 0, 1);
        root.With("a", "1.1.0");
        await repository.ScanAsync();
        Assert.Equal(["a 1.1.0"], Served());
        Assert.Equal(before, held.Bundle.Sampler.Pixels(1, 0, 1));
        using var next = repository.Lease();
        Assert.NotEqual(before, next.Bundle.Sampler.Pixels(1, 0, 1));
        Assert.True(held.Bundle.TryUse());
        held.Bundle.Release();
        var old = held.Bundle;
        held.Dispose();
        held.Dispose();
        Assert.False(old.TryUse());
    }

    [Fact]
    public async Task Scan_OfABadVersion_ReportsIt_AndTheOldOneGoesOn_UntilItIsMended()
    {
        root.With("a", "1.0.0").With("a", "1.1.0");
        var encoder = Path.Combine(root.Of("a", "1.1.0"), BundleFiles.Encoder);
        var good = File.ReadAllBytes(encoder);
        File.WriteAllBytes(encoder, [.. good, 1]);
        await OpenAsync();
        Assert.Equal(["a 1.0.0"], Served());
        var failure = Assert.Single(repository!.Current.Failures);
        Assert.Equal(("a", "1.1.0"), (failure.Name, failure.Version));
        Assert.Contains("encoder.onnx: its SHA-256", failure.Reason);
        Assert.True(repository.Current.Ready);

        File.WriteAllBytes(encoder, good);
        await repository.ScanAsync();
        Assert.Equal(["a 1.1.0"], Served());
        Assert.Empty(repository.Current.Failures);
    }

    [Fact]
    public async Task Ready_WhereABundleHasNoGoodVersion_IsFalse()
    {
        root.With("a", "1.0.0").With("b", "1.0.0");
        root.Damage("b", "1.0.0", BundleFiles.Head);
        await OpenAsync();
        Assert.Equal(["a 1.0.0"], Served());
        Assert.False(repository!.Current.Ready);
        Directory.Delete(root.Of("b"), recursive: true);
        await repository.ScanAsync();
        Assert.True(repository.Current.Ready);
    }

    [Fact]
    public async Task Scan_AfterADeletion_KeepsServing_UnlessAnOlderVersionIsThere()
    {
        root.With("a", "1.0.0").With("a", "1.1.0");
        await OpenAsync();
        Directory.Delete(root.Of("a", "1.1.0"), recursive: true);
        await repository!.ScanAsync();
        Assert.Equal(["a 1.0.0"], Served());
        Directory.Delete(root.Of("a"), recursive: true);
        await repository.ScanAsync();
        Assert.Equal(["a 1.0.0"], Served());
        using var lease = repository.Lease();
        Assert.NotEmpty(lease.Bundle.Sampler.Pixels(1, 0, 1));
    }

    [Fact]
    public async Task Unload_TakesItOut_UntilItIsLoadedAgain()
    {
        root.With("a", "1.0.0");
        await OpenAsync(root.Of("a"));
        await repository!.UnloadAsync("a", default);
        await repository.ScanAsync();
        Assert.Throws<NotServedException>(() => repository.Lease("a"));
        await repository.LoadAsync("a", default);
        Assert.Equal(["a 1.0.0"], Served());
        await Assert.ThrowsAsync<NotServedException>(() => repository.LoadAsync("b", default));
    }

    [Fact]
    public async Task Load_OfABadBundle_SaysWhy()
    {
        root.With("a", "1.0.0").With("b", "1.0.0");
        root.Damage("b", "1.0.0", BundleFiles.Generator);
        await OpenAsync();
        Assert.Contains(
            "generator.onnx: its SHA-256",
            (await Assert.ThrowsAsync<InputException>(() => repository!.LoadAsync("b", default))).Message
        );
    }

    [Fact]
    public async Task Scan_OfAFolderOfAnotherVersion_RefusesIt()
    {
        root.With("a", "1.0.0");
        Directory.Move(root.Of("a", "1.0.0"), root.Of("a", "2.0.0"));
        await OpenAsync();
        Assert.Contains("version is 1.0.0; move it to a/1.0.0", Assert.Single(repository!.Current.Failures).Reason);
    }

    [Fact]
    public async Task Lease_WhileVersionsAreSwapped_NeverFails()
    {
        root.With("a", "1.0.0").With("a", "1.1.0");
        await OpenAsync();
        var aside = Path.Combine(root.Path, ".aside");
        var expected = new Dictionary<string, byte[]>();
        foreach (var version in new[] { "1.0.0", "1.1.0" })
        {
            using var bundle = Bundle.Load(root.Of("a", version));
            expected[version] = new Shared.Sampling.ImageSampler(bundle.Generator).Pixels(3, 0, 1);
        }
        using var stop = new CancellationTokenSource();
        var seen = new HashSet<string>();
        var callers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(() =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        using var lease = repository!.Lease();
                        Assert.Equal(expected[lease.Bundle.Version], lease.Bundle.Sampler.Pixels(3, 0, 1));
                        lock (seen)
                            seen.Add(lease.Bundle.Version);
                    }
                })
            )
            .ToArray();
        for (var i = 0; i < 4; i++)
        {
            Directory.Move(root.Of("a", "1.1.0"), aside);
            await repository!.ScanAsync();
            Directory.Move(aside, root.Of("a", "1.1.0"));
            await repository.ScanAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task Scan_OfABundleThatIsDamagedInPlace_ServesWhatWasLoaded_AndSaysSo()
    {
        root.With("a", "1.0.0");
        await OpenAsync();
        var before = repository!.Lease().Bundle.Sampler.Pixels(1, 0, 1);
        var head = Path.Combine(root.Of("a", "1.0.0"), BundleFiles.Head);
        var whole = File.ReadAllBytes(head);

        root.Damage("a", "1.0.0", BundleFiles.Head);
        await repository.ScanAsync();
        var served = Assert.Single(repository.Current.Bundles);
        Assert.StartsWith(
            $"what was loaded goes on, but its files changed since: {head}: its SHA-256 is not",
            served.Fault
        );
        Assert.Equal(before, served.Sampler.Pixels(1, 0, 1));
        Assert.True(repository.Current.Ready); // a load balancer sends its calls to right answers
        var error = await Assert.ThrowsAsync<InputException>(() => repository.LoadAsync("a", CancellationToken.None));
        Assert.Contains("its files changed since", error.Message);

        File.WriteAllBytes(head, whole);
        await repository.ScanAsync();
        Assert.Null(served.Fault);
        Assert.Same(served, Assert.Single(repository.Current.Bundles));
    }

    [Fact]
    public async Task Scan_OfABundleThatIsReplacedInPlace_SaysSo()
    {
        root.With("a", "1.0.0").With("b", "1.0.0");
        await OpenAsync();
        foreach (var file in Directory.EnumerateFiles(root.Of("b", "1.0.0"), "*", SearchOption.AllDirectories))
            File.Copy(
                file,
                Path.Combine(root.Of("a", "1.0.0"), Path.GetRelativePath(root.Of("b", "1.0.0"), file)),
                overwrite: true
            );
        await repository!.ScanAsync();
        Assert.Contains("not the one that was loaded", repository.Current.Find("a", "").Fault);
        Assert.Null(repository.Current.Find("b", "").Fault);
    }
}
