namespace Platform.Inference.Batching;

/// <summary>
/// Whose work is next: that of the caller who has had least of the slots' time, so that many or long works of one
/// caller do not hold up another. Not thread-safe.
/// </summary>
/// <remarks>
/// Start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996): a caller who comes back starts at the virtual time of
/// those at work, so that rest earns no credit. Works are not interrupted; so a caller whose works are long leaves one
/// of several slots to others, while there are any. Of one who has just come that is not known: it is taken for so.
/// </remarks>
/// <param name="slots">works at once</param>
/// <param name="second">ticks of the times that are given to it</param>
sealed class WorkTurns(int slots, long second)
{
    const int MostKnown = 1000;

    /// <summary>How many short works it takes until about a third of a long one is left.</summary>
    const int Fading = 32;

    /// <summary>A work is long above it, and a caller is about for so long behind his last work; ticks.</summary>
    readonly long isLong = second / 4,
        isAbout = second;

    readonly Dictionary<string, Share> shares = new(StringComparer.Ordinal);
    long virtualTime,
        arrivals;

    /// <summary>One piece of work that waits for its turn, or has it.</summary>
    public sealed class Work(Action run)
    {
        internal Share Share = null!;
        internal LinkedListNode<Work>? Node;
        internal long Arrival,
            Began;

        public void Run() => run();
    }

    internal sealed class Share(long longest)
    {
        public readonly LinkedList<Work> Waiting = [];
        public int Running;
        public long Used; // less the start of each work that runs
        public long Longest = longest,
            LastStart,
            LastSeen; // the longest of late

        public bool IsBusy => Waiting.Count > 0 || Running > 0;

        public long Had(long now) => Used + Running * now;
    }

    /// <summary>Works that have not begun.</summary>
    public int Waiting { get; private set; }

    /// <summary>Callers with work, or with some not long ago.</summary>
    public int Known => shares.Count;

    public Work Add(string caller, Action run, long now)
    {
        if (!shares.TryGetValue(caller, out var share))
        {
            if (shares.Count >= MostKnown)
                Forget();
            shares[caller] = share = new(isLong + 1);
        }
        if (!share.IsBusy)
            share.Used = Math.Max(share.Used, Advance(now));
        var work = new Work(run) { Share = share, Arrival = arrivals++ };
        work.Node = share.Waiting.AddLast(work);
        share.LastSeen = now;
        Waiting++;
        return work;
    }

    /// <summary>Takes back a work that waits.</summary>
    /// <returns>false where it has begun</returns>
    public bool Remove(Work work)
    {
        if (work.Node is not { } node)
            return false;
        work.Share.Waiting.Remove(node);
        work.Node = null;
        Waiting--;
        return true;
    }

    /// <summary>The work that begins now in a slot that is free.</summary>
    /// <returns>null where none waits, or none that may take this slot</returns>
    public Work? Next(long now)
    {
        if (Waiting == 0)
            return null;
        Share? next = null;
        foreach (var share in shares.Values)
            if (share.Waiting.Count > 0 && MayBegin(share, now) && (next is null || IsBefore(share, next, now)))
                next = share;
        if (next is null)
            return null;
        Advance(now);
        var work = next.Waiting.First!.Value;
        Remove(work);
        work.Began = next.LastStart = next.LastSeen = now;
        next.Running++;
        next.Used -= now;
        return work;
    }

    public void Ended(Work work, long now)
    {
        var share = work.Share;
        share.Running--;
        share.Used += now;
        share.LastSeen = now;
        share.Longest = Math.Max(now - work.Began, share.Longest - Math.Max(1, share.Longest / Fading));
    }

    static bool IsBefore(Share one, Share other, long now)
    {
        var (had, otherHad) = (one.Had(now), other.Had(now));
        return had != otherHad ? had < otherHad : one.Waiting.First!.Value.Arrival < other.Waiting.First!.Value.Arrival;
    }

    bool MayBegin(Share share, long now)
    {
        if (slots == 1 || share.Running < slots - 1)
            return true;
        if (share.Longest <= isLong && (share.Running == 0 || now - share.LastStart <= isLong))
            return true;
        foreach (var other in shares.Values)
            if (other != share && (other.IsBusy || now - other.LastSeen < isAbout))
                return false;
        return true;
    }

    /// <summary>Virtual time: the least that one of those at work has had. It does not go back.</summary>
    long Advance(long now)
    {
        var least = long.MaxValue;
        foreach (var share in shares.Values)
            if (share.IsBusy)
                least = Math.Min(least, share.Had(now));
        return virtualTime = least == long.MaxValue ? virtualTime : Math.Max(virtualTime, least);
    }

    /// <summary>Callers at rest, with what they have had more than others.</summary>
    void Forget()
    {
        foreach (var (caller, share) in shares)
            if (!share.IsBusy)
                shares.Remove(caller);
    }
}
