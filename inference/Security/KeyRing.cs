using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>
/// The keys of a file, read again when it changes: a key that is removed stops working, calls under way among them.
/// Thread-safe.
/// </summary>
sealed partial class KeyRing : IDisposable
{
    readonly string? path;
    readonly TimeProvider clock;
    readonly ILogger log;
    readonly Lock gate = new();
    volatile Dictionary<string, Caller> callers = [];
    FileStamp stamp;

    /// <param name="path">null asks for no keys: everybody may do everything</param>
    /// <param name="clock">that days of expiry are compared with</param>
    /// <exception cref="InputException">The file is missing or damaged.</exception>
    public KeyRing(string? path, TimeProvider clock, ILogger<KeyRing> log)
    {
        (this.path, this.clock, this.log) = (path, clock, log);
        if (path is null)
            return;
        stamp = FileStamp.Of(path);
        Take(KeyFile.Read(path));
    }

    /// <summary>Whether keys are asked for.</summary>
    public bool Required => path is not null;

    /// <param name="fault">what is said to who presents a right key that has expired; null for another reason</param>
    /// <returns>null when the key is unknown or has expired</returns>
    public Caller? Find(string? presented, out string? fault)
    {
        fault = null;
        if (path is null)
            return Caller.Anyone;
        Refresh();
        if (presented is null || ApiKey.IdOf(presented) is not { } id)
            return null;
        if (!callers.TryGetValue(id, out var caller) || !caller.Key!.Matches(presented))
            return null;
        fault = caller.Fault(clock.GetUtcNow());
        return fault is null ? caller : null;
    }

    /// <summary>Looks whether the file has changed or a key has expired, and ends the calls that this ends.</summary>
    public void Look()
    {
        if (path is null)
            return;
        Refresh();
        var now = clock.GetUtcNow();
        foreach (var caller in callers.Values)
            if (caller.Key!.IsExpired(now))
                caller.Recheck();
    }

    public void Dispose()
    {
        foreach (var caller in callers.Values)
            caller.Dispose();
    }

    void Refresh()
    {
        if (FileStamp.Of(path!) == stamp)
            return;
        lock (gate)
        {
            if (FileStamp.Of(path!) is var now && now == stamp)
                return;
            stamp = now;
            try
            {
                Take(KeyFile.Read(path!));
                LogRead(path!, callers.Count);
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                LogKept(e.Message);
            }
        }
    }

    /// <summary>A key that stays keeps what is left of its rate, and its calls under way.</summary>
    void Take(IReadOnlyList<ApiKey> keys)
    {
        var old = callers;
        callers = keys.ToDictionary(k => k.Id, k => Stays(k) ? old[k.Id] : new(k));
        foreach (var (id, caller) in old)
            if (callers.GetValueOrDefault(id) != caller)
                caller.Remove();
        foreach (var key in keys)
            if (old.ContainsKey(key.Id) && callers[key.Id] == old[key.Id])
                callers[key.Id].Become(key);

        bool Stays(ApiKey key) => old.TryGetValue(key.Id, out var caller) && caller.Key!.Sha256 == key.Sha256;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: read again, {Count} keys")]
    partial void LogRead(string path, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; the keys read before stay in force")]
    partial void LogKept(string reason);
}
