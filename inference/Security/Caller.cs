using System.Threading.RateLimiting;

namespace Platform.Inference.Security;

/// <summary>Who calls, what that key may do, and what is left of its rate.</summary>
public sealed class Caller(string name, IReadOnlyList<Scope> scopes, RateLimiter? rate, int burst = int.MaxValue)
{
    /// <summary>Where no keys are asked for.</summary>
    public static readonly Caller Anyone = new("anyone", Enum.GetValues<Scope>(), null);

    public string Name => name;

    public bool May(Scope scope) => scopes.Contains(scope);

    public static string Lacks(IReadOnlyList<Scope> wanted) => $"this key lacks the scope {string.Join(" or ", wanted.Select(s => s.ToString().ToLowerInvariant()))}";

    /// <summary>Takes a call's images from the rate, if they are there now; a call of more than the burst is charged the burst.</summary>
    public bool Take(int images, out TimeSpan retryAfter)
    {
        retryAfter = default;
        if (rate is null) return true;
        using var lease = rate.AttemptAcquire(Math.Clamp(images, 1, burst));
        if (!lease.IsAcquired) lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    /// <summary>Waits for one: inside a stream the caller is slowed down, not refused.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        if (rate is not null) (await rate.AcquireAsync(1, cancel)).Dispose();
    }
}
