using Platform.Inference.Batching;
using Platform.Inference.Metrics;
using Platform.Inference.Wire;
using Platform.Shared;

namespace Platform.Inference.Repository;

/// <summary>
/// The bundles under a folder, loaded with every check before they are swapped in. Requests hold what they use, so a
/// swap neither waits for them nor fails them.
/// </summary>
/// <remarks>
/// The folder says what is wanted: of each bundle the highest versions that pass. A version that is deleted goes on
/// while no other replaces it; one that is refused is tried again when its files change.
/// </remarks>
public sealed class ModelRepository(
    string path,
    RepositoryOptions options,
    BatchingOptions batching,
    ServingMetrics metrics,
    ILogger<ModelRepository> log
) : IDisposable
{
    readonly SemaphoreSlim turn = new(1);
    readonly HashSet<string> unloaded = new(StringComparer.Ordinal); // groups that an administrator took out
    readonly Dictionary<string, string> groups = new(StringComparer.Ordinal); // of the names seen so far
    volatile RepositorySnapshot current = RepositorySnapshot.Empty;

    public RepositorySnapshot Current => current;

    /// <summary>After each change, from one thread at a time.</summary>
    public event Action<RepositorySnapshot>? Changed;

    /// <param name="name">"" for the only bundle</param>
    /// <param name="version">"" for the highest</param>
    /// <exception cref="NotServedException">No such bundle.</exception>
    public BundleLease Lease(string name = "", string version = "")
    {
        while (true)
            if (current.Find(name, version) is var served && served.TryUse())
                return new(served);
    }

    /// <summary>Brings what is served in line with the folder.</summary>
    public Task ScanAsync(CancellationToken cancel = default) => WithTurnAsync(() => Scan(cancel), cancel);

    /// <summary>Looks again for a bundle's versions, also for one that was unloaded or refused.</summary>
    /// <exception cref="InputException">None that passes.</exception>
    public async Task LoadAsync(string name, CancellationToken cancel)
    {
        await WithTurnAsync(
            () =>
            {
                current = current with
                {
                    Failures = [.. current.Failures.Select(f => f.Name == name ? f with { Fingerprint = "" } : f)],
                };
                if (groups.TryGetValue(name, out var group))
                    unloaded.Remove(group);
                Scan(cancel);
            },
            cancel
        );
        if (current.Failures.FirstOrDefault(f => f.Name == name) is { } failure)
            throw new InputException($"bundle '{name}' {failure.Version}: {failure.Reason}");
        if (current.Find(name, "") is { Fault: { } fault } served)
            throw new InputException($"bundle '{name}' {served.Version}: {fault}");
    }

    /// <summary>
    /// Takes a bundle out until <see cref="LoadAsync"/> or the next start; requests that use it are answered.
    /// </summary>
    /// <param name="name">exactly: "" is none</param>
    /// <exception cref="NotServedException">No such bundle.</exception>
    public Task UnloadAsync(string name, CancellationToken cancel) =>
        WithTurnAsync(
            () =>
            {
                if (name == "")
                    throw new NotServedException("bundle '': name the one to unload");
                var group = current.Find(name, "").Group;
                unloaded.Add(group);
                var gone = current
                    .Bundles.Where(b => b.Group == group)
                    .Select(b => new UnloadedVersion(b.Name, b.Version, group, b.Bundle.Folder));
                Swap(group, [], [.. gone]);
                log.LogInformation("bundle {Bundle} unloaded on request", name);
            },
            cancel
        );

    /// <summary>Ends after a scan under way: what that loads is released too.</summary>
    public void Dispose()
    {
        turn.Wait();
        foreach (var bundle in Interlocked.Exchange(ref current, RepositorySnapshot.Empty).Bundles)
            bundle.Release();
    }

    async Task WithTurnAsync(Action action, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            await Task.Run(action, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    void Scan(CancellationToken cancel)
    {
        ForgetDeleted();
        foreach (var group in BundleCandidate.Find(path).GroupBy(c => c.Group).Where(g => !unloaded.Contains(g.Key)))
        {
            var wanted = new List<ServedBundle>();
            foreach (var candidate in group)
            {
                cancel.ThrowIfCancellationRequested();
                if (wanted.Count == options.Versions)
                    break;
                var loaded = current.Bundles.FirstOrDefault(b => b.Bundle.Folder == candidate.Folder);
                if (loaded is not null)
                    Recheck(loaded, candidate);
                if ((loaded ?? TryLoad(candidate)) is { } served)
                    wanted.Add(served);
            }
            if (wanted.Count > 0)
                Swap(group.Key, wanted);
        }
    }

    ServedBundle? TryLoad(BundleCandidate candidate)
    {
        var fingerprint = candidate.Fingerprint();
        var before = current.Failures.FirstOrDefault(f => f.Folder == candidate.Folder);
        if (before is not null && before.Fingerprint == fingerprint)
            return null;
        var (name, version) = (candidate.Name ?? Path.GetFileName(candidate.Group), Path.GetFileName(candidate.Folder));
        try
        {
            var served = BundleLoader.Load(candidate, options, batching, metrics);
            (name, version) = (served.Name, served.Version);
            served.Fingerprint = fingerprint;
            groups[name] = candidate.Group;
            metrics.BundleLoaded(name, version);
            log.LogInformation("bundle {Bundle} {Version} loaded from {Folder}", name, version, candidate.Folder);
            return served;
        }
        catch (Exception e) when (e is not OperationCanceledException) // whatever is wrong with it, the others go on
        {
            groups.TryAdd(name, candidate.Group);
            metrics.BundleRefused(name, version);
            log.LogWarning("bundle {Bundle} {Version} refused: {Reason}", name, version, e.Message);
            var failure = new LoadFailure(
                name,
                version,
                candidate.Group,
                candidate.Folder,
                Messages.Short(e.Message),
                fingerprint
            );
            Become(current with { Failures = [.. current.Failures.Where(f => f.Folder != candidate.Folder), failure] });
            return null;
        }
    }

    /// <summary>
    /// A bundle whose files change goes on, from the bytes that were checked; that the next start would refuse it is
    /// said now.
    /// </summary>
    void Recheck(ServedBundle served, BundleCandidate candidate)
    {
        if (candidate.Fingerprint() is var now && now == served.Fingerprint)
            return;
        var before = served.Fault;
        try
        {
            served.Bundle.CheckFiles();
            served.Fault = null;
            if (before is not null)
                log.LogInformation("bundle {Bundle} {Version} is whole again", served.Name, served.Version);
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            served.Fault = $"what was loaded goes on, but its files changed since: {Messages.Short(e.Message)}";
            if (served.Fault == before)
                return;
            metrics.BundleRefused(served.Name, served.Version);
            log.LogError("bundle {Bundle} {Version}: {Reason}", served.Name, served.Version, served.Fault);
        }
        served.Fingerprint = now;
    }

    /// <summary>What was refused or unloaded and is no longer in the folder cannot be loaded any more.</summary>
    void ForgetDeleted()
    {
        var next = current with
        {
            Failures = [.. current.Failures.Where(f => Directory.Exists(f.Folder))],
            Unloaded = [.. current.Unloaded.Where(u => Directory.Exists(u.Folder))],
        };
        if (next.Failures.Count < current.Failures.Count || next.Unloaded.Count < current.Unloaded.Count)
            Become(next);
    }

    /// <summary>One assignment: a request sees the bundles before it or those after it.</summary>
    /// <param name="gone">what the group's versions become that are no longer wanted</param>
    void Swap(string group, IReadOnlyList<ServedBundle> wanted, params IReadOnlyList<UnloadedVersion> gone)
    {
        var before = current.Bundles.Where(b => b.Group == group).ToArray();
        var failures = current
            .Failures.Where(f => f.Group != group || (wanted.Count > 0 && wanted.All(w => w.Bundle.Folder != f.Folder)))
            .ToArray();
        if (before.SequenceEqual(wanted) && failures.Length == current.Failures.Count)
            return;
        var bundles = current
            .Bundles.Except(before)
            .Concat(wanted)
            .OrderBy(b => b.Name, StringComparer.Ordinal)
            .ThenByDescending(b => b.Order);
        Become(new([.. bundles], failures, [.. current.Unloaded.Where(u => u.Group != group), .. gone]));
        foreach (var old in before.Except(wanted))
            old.Release();
    }

    void Become(RepositorySnapshot next)
    {
        current = next;
        Changed?.Invoke(next);
    }
}
