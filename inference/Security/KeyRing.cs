using System.Threading.RateLimiting;
using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>The keys of a file, read again when it changes: a key that is removed stops working at its next call. Thread-safe.</summary>
public sealed partial class KeyRing : IDisposable
{
    /// <summary>The most images of one key that streams wait for, beside one burst.</summary>
    const int MostWaiting = 10_000;

    sealed record Entry(ApiKey Key, Caller Caller, TokenBucketRateLimiter Rate);

    readonly string? path;
    readonly ILogger log;
    readonly Lock gate = new();
    volatile Dictionary<string, Entry> entries = [];
    FileStamp stamp;

    /// <param name="path">null asks for no keys: everybody may do everything</param>
    /// <exception cref="InputException">The file is missing or damaged.</exception>
    public KeyRing(string? path, ILogger<KeyRing> log)
    {
        (this.path, this.log) = (path, log);
        if (path is null) return;
        stamp = FileStamp.Of(path);
        Take(KeyFile.Read(path));
    }

    /// <summary>Whether keys are asked for.</summary>
    public bool Required => path is not null;

    /// <returns>null when the key is unknown</returns>
    public Caller? Find(string? presented)
    {
        if (path is null) return Caller.Anyone;
        Refresh();
        return presented is not null && ApiKey.IdOf(presented) is { } id && entries.TryGetValue(id, out var entry) && entry.Key.Matches(presented) ? entry.Caller : null;
    }

    public void Dispose()
    {
        foreach (var entry in entries.Values) entry.Rate.Dispose();
    }

    void Refresh()
    {
        if (FileStamp.Of(path!) == stamp) return;
        lock (gate)
        {
            if (FileStamp.Of(path!) is var now && now == stamp) return;
            stamp = now;
            try
            {
                Take(KeyFile.Read(path!));
                LogRead(path!, entries.Count);
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                LogKept(e.Message);
            }
        }
    }

    /// <summary>A key that did not change keeps what is left of its rate.</summary>
    void Take(IReadOnlyList<ApiKey> keys)
    {
        var old = entries;
        entries = keys.ToDictionary(k => k.Id, k => old.TryGetValue(k.Id, out var known) && (known.Key.Rate, known.Key.Burst) == (k.Rate, k.Burst)
            ? new(k, new(k.Name, k.Scopes, known.Rate, k.Burst), known.Rate) : Open(k));
    }

    static Entry Open(ApiKey key)
    {
        var tokens = (key.Rate + 19) / 20;                                                    // at most twenty fillings a second
        var rate = new TokenBucketRateLimiter(new()
        {
            TokenLimit = key.Burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / key.Rate),
            QueueLimit = MostWaiting + key.Burst,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        return new(key, new(key.Name, key.Scopes, rate, key.Burst), rate);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: read again, {Count} keys")]
    partial void LogRead(string path, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; the keys read before stay in force")]
    partial void LogKept(string reason);
}
