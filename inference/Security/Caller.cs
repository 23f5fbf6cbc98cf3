using System.Threading.RateLimiting;

namespace Platform.Inference.Security;

/// <summary>Who calls, what that key may do, and what is left of its rate.</summary>
/// <param name="burst">images at once</param>
public sealed class Caller(string name, IReadOnlyList<Scope> scopes, RateLimiter? rate, int burst = int.MaxValue)
{
    /// <summary>Where no keys are asked for.</summary>
    public static readonly Caller Anyone = new("anyone", Enum.GetValues<Scope>(), null);

    public string Name => name;

    public int Burst => burst;

    public bool May(Scope scope) => scopes.Contains(scope);

    public static string Lacks(IReadOnlyList<Scope> wanted) =>
        $"this key lacks the scope {string.Join(" or ", wanted.Select(s => s.ToString().ToLowerInvariant()))}";

    /// <summary>Takes images from the rate, if they are there now.</summary>
    /// <param name="images">at most the burst</param>
    public bool Take(int images, out TimeSpan retryAfter)
    {
        retryAfter = default;
        if (rate is null || images <= 0) return true;
        using var lease = rate.AttemptAcquire(images);
        if (!lease.IsAcquired) lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    /// <summary>Waits for images, a burst at a time where they are more: the caller is slowed down, not refused.</summary>
    /// <returns>false where too many wait already</returns>
    public async ValueTask<bool> WaitAsync(int images, CancellationToken cancel)
    {
        if (rate is null) return true;
        while (images > 0)
        {
            var some = Math.Min(images, burst);
            using var lease = await rate.AcquireAsync(some, cancel);
            if (!lease.IsAcquired) return false;
            images -= some;
        }
        return true;
    }
}
