using System.Threading.RateLimiting;

namespace Platform.Inference.Security;

/// <summary>Who calls, what that key may do, and what is left of its rate.</summary>
public sealed class Caller(string name, IReadOnlyList<Scope> scopes, RateLimiter? rate)
{
    /// <summary>Where no keys are asked for.</summary>
    public static readonly Caller Anyone = new("anyone", Enum.GetValues<Scope>(), null);

    public string Name => name;

    public bool May(Scope scope) => scopes.Contains(scope);

    /// <summary>Takes one image or call from the rate, if it is there now.</summary>
    public bool Take(out TimeSpan retryAfter)
    {
        retryAfter = default;
        if (rate is null) return true;
        using var lease = rate.AttemptAcquire();
        if (!lease.IsAcquired) lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter);
        return lease.IsAcquired;
    }

    /// <summary>Waits for one: inside a stream the caller is slowed down, not refused.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        if (rate is not null) (await rate.AcquireAsync(1, cancel)).Dispose();
    }
}
