using System.Net;

namespace Platform.Inference.Security;

/// <summary>
/// Calls that were refused before their handler, by address: a line of each address a second with their number, and a
/// limit on those without a valid key. Thread-safe.
/// </summary>
/// <remarks>
/// Behind the limit a call without a valid key is told to wait; one with a valid key is answered whatever came from its
/// address before, because a clinic's proxy lends its address to every client behind it, and one that is set up
/// wrongly, or a guest in the waiting room, must not shut out the others. A secret of 256 random bits is not found by
/// trying, however often one may. The address is that of the connection: what a header such as X-Forwarded-For says is
/// not believed.
/// </remarks>
sealed partial class RefusedTries(TimeProvider clock, ILogger<RefusedTries> log)
{
    /// <summary>Calls without a valid key that an address may make in a minute.</summary>
    public const int MostInAMinute = 60;

    const int MostAddresses = 10_000,
        MostLines = 20;
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>In place of all addresses beyond <see cref="MostAddresses"/>.</summary>
    static readonly IPAddress Others = IPAddress.None;

    readonly Dictionary<IPAddress, Tries> addresses = [];
    readonly Lock gate = new();

    sealed class Tries
    {
        public DateTimeOffset Began;
        public int InWindow,
            Unsaid;
        public string Last = "";
    }

    /// <summary>One more call without a valid key.</summary>
    /// <param name="what">what was refused, for the log: none of a caller's own words</param>
    /// <returns>how long it should wait, where its address has made too many; zero where not</returns>
    public TimeSpan Add(IPAddress? address, string what)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            var tries = Note(address, what);
            if (now - tries.Began >= Window)
                (tries.Began, tries.InWindow) = (now, 0);
            return ++tries.InWindow > MostInAMinute ? tries.Began + Window - now : TimeSpan.Zero;
        }
    }

    /// <summary>One more call whose key is valid and may not do what it asked.</summary>
    /// <param name="what">what was refused, for the log: none of a caller's own words</param>
    public void AddValid(IPAddress? address, string what)
    {
        lock (gate)
            Note(address, what);
    }

    /// <summary>
    /// Writes what was refused since the last time: a line of each address, and of no more than a few.
    /// </summary>
    public void Say()
    {
        (IPAddress Address, int Count, string Last)[] refused;
        var now = clock.GetUtcNow();
        lock (gate)
        {
            refused =
            [
                .. addresses
                    .Where(a => a.Value.Unsaid > 0)
                    .OrderByDescending(a => a.Value.Unsaid)
                    .Select(a => (a.Key, a.Value.Unsaid, a.Value.Last)),
            ];
            foreach (var tries in addresses.Values)
                tries.Unsaid = 0;
            foreach (var old in addresses.Where(a => now - a.Value.Began >= Window).Select(a => a.Key).ToArray())
                addresses.Remove(old);
        }
        foreach (var (address, count, last) in refused.Take(MostLines))
            if (address.Equals(Others))
                LogOthers(count, last);
            else
                LogRefused(count, address, last);
        if (refused.Length > MostLines)
            LogMore(refused.Skip(MostLines).Sum(r => r.Count), refused.Length - MostLines);
    }

    Tries Note(IPAddress? address, string what)
    {
        var from = Prefix(address);
        if (!addresses.ContainsKey(from) && addresses.Count >= MostAddresses)
            from = Others;
        if (!addresses.TryGetValue(from, out var tries))
            addresses[from] = tries = new() { Began = clock.GetUtcNow() };
        tries.Unsaid++;
        tries.Last = what;
        return tries;
    }

    /// <summary>All addresses of this machine are one.</summary>
    static IPAddress Prefix(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address) ? IPAddress.Loopback : CallerNetwork.Of(address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} calls refused from {Address}, the last: {Last}")]
    partial void LogRefused(int count, IPAddress address, string last);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} calls refused from further addresses, the last: {Last}"
    )]
    partial void LogOthers(int count, string last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more calls refused, from {Addresses} other addresses")]
    partial void LogMore(int count, int addresses);
}
