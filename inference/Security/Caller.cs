using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Platform.Inference.Security;

/// <summary>
/// Who calls, what that key may do, and what is left of its rate. It follows the file of keys: what is taken from a
/// key is taken from its calls under way. Thread-safe.
/// </summary>
sealed class Caller : IDisposable
{
    /// <summary>The most images of one key that streams wait for, beside one burst.</summary>
    const int MostWaiting = 10_000;

    /// <summary>Where no keys are asked for.</summary>
    public static readonly Caller Anyone = new();

    readonly ConcurrentDictionary<OpenCall, bool> calls = [];
    volatile Grant? grant;
    volatile bool removed;

    sealed record Grant(ApiKey Key, TokenBucketRateLimiter Rate);

    Caller() { }

    public Caller(ApiKey key) => grant = new(key, Open(key));

    /// <summary>Null for <see cref="Anyone"/>.</summary>
    public ApiKey? Key => grant?.Key;

    /// <summary>Calls under way.</summary>
    public int Calls => calls.Count;

    /// <summary>Images at once.</summary>
    public int Burst => grant?.Key.Burst ?? int.MaxValue;

    public bool May(Scope scope) => grant?.Key.Scopes.Contains(scope) ?? true;

    public static string Lacks(IReadOnlyList<Scope> wanted) =>
        $"this key lacks the scope {string.Join(" or ", wanted.Select(s => s.ToString().ToLowerInvariant()))}";

    /// <summary>Why no call of this key is answered any more; null while they are.</summary>
    public string? Fault(DateTimeOffset now)
    {
        if (removed)
            return "this key was removed";
        return Key is { Expires: { } last } key && key.IsExpired(now)
            ? $"this key expired after {last:yyyy-MM-dd}; ask for a new one"
            : null;
    }

    /// <summary>The key as the file has it now; what is left of its rate stays, unless that was changed.</summary>
    public void Become(ApiKey key)
    {
        var old = grant!;
        var same = (old.Key.Rate, old.Key.Burst) == (key.Rate, key.Burst);
        grant = new(key, same ? old.Rate : Open(key));
        if (!same)
            old.Rate.Dispose();
        Recheck();
    }

    /// <summary>The file has it no longer.</summary>
    public void Remove()
    {
        removed = true;
        Recheck();
    }

    /// <summary>Ends those calls under way that this key may no longer make.</summary>
    public void Recheck()
    {
        foreach (var call in calls.Keys)
            call.Recheck();
    }

    public void Add(OpenCall call)
    {
        calls[call] = true;
        call.Recheck(); // of what changed since the key was found
    }

    public void Leave(OpenCall call) => calls.TryRemove(call, out _);

    /// <summary>Takes images from the rate, if they are there now.</summary>
    /// <param name="images">at most the burst</param>
    public bool Take(int images, out TimeSpan retryAfter)
    {
        retryAfter = default;
        if (grant is not { } now || images <= 0)
            return true;
        try
        {
            using var lease = now.Rate.AttemptAcquire(Math.Min(images, now.Key.Burst));
            if (!lease.IsAcquired)
                lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
            return lease.IsAcquired;
        }
        catch (ObjectDisposedException) when (now != grant) // another rate was given since
        {
            return Take(images, out retryAfter);
        }
    }

    /// <summary>
    /// Waits for images, a burst at a time where they are more: the caller is slowed down, not refused.
    /// </summary>
    /// <returns>false where too many wait already</returns>
    public async ValueTask<bool> WaitAsync(int images, CancellationToken cancel)
    {
        while (images > 0 && grant is { } now)
        {
            var some = Math.Min(images, now.Key.Burst);
            try
            {
                using var lease = await now.Rate.AcquireAsync(some, cancel);
                if (lease.IsAcquired)
                    images -= some;
                else if (now == grant)
                    return false;
            }
            catch (ObjectDisposedException) when (now != grant) { } // another rate was given since
        }
        return true;
    }

    public void Dispose() => grant?.Rate.Dispose();

    static TokenBucketRateLimiter Open(ApiKey key)
    {
        var tokens = (key.Rate + 19) / 20; // at most twenty fillings a second
        return new(
            new()
            {
                TokenLimit = key.Burst,
                TokensPerPeriod = tokens,
                ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / key.Rate),
                QueueLimit = MostWaiting + key.Burst,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
    }
}
