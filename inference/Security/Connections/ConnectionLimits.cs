using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Platform.Inference.Security.Connections;

/// <summary>
/// The connections of one port. Where there is no place for a new one, one that has made no call yet gives way, of the
/// address that has most; else the one that has rested longest. One whose call is under way never does. Thread-safe.
/// </summary>
sealed class ConnectionLimits(int most, int mostOfOne, TimeProvider clock)
{
    /// <summary>Of one address: those without a call yet, oldest first, and the others.</summary>
    sealed class Share
    {
        public LinkedList<ConnectionSlot> New { get; } = new();
        public LinkedList<ConnectionSlot> Known { get; } = new();
        public int Count => New.Count + Known.Count;

        /// <summary>
        /// Of the older half the oldest that has sent nothing, else the oldest: a flood of silent connections passes
        /// over who speaks, and one that speaks a little has no advantage over who has only just come.
        /// </summary>
        public ConnectionSlot? Oldest() =>
            New.Take((New.Count + 1) / 2).FirstOrDefault(slot => !slot.Heard) ?? New.First?.Value;
    }

    readonly Lock gate = new();
    readonly Dictionary<IPAddress, Share> shares = [];
    int count;

    public int Most => most;
    public int MostOfOne => mostOfOne;

    public int Count
    {
        get
        {
            lock (gate)
                return count;
        }
    }

    /// <param name="scarce">descriptors run out, so that the port counts as full</param>
    /// <param name="gaveWay">the connection that has to be closed for it</param>
    /// <returns>null where no connection gives way</returns>
    public ConnectionSlot? Enter(
        IPAddress remote,
        ConnectionContext connection,
        bool scarce,
        out ConnectionSlot? gaveWay
    )
    {
        var address = CallerNetwork.Of(remote);
        gaveWay = null;
        lock (gate)
        {
            var own = shares.GetValueOrDefault(address);
            if (own?.Count >= mostOfOne)
                gaveWay = own.Oldest() ?? Rested([own]);
            else if (count >= most || scarce)
                gaveWay = OldestNew() ?? Rested(shares.Values);
            else
                return Add(new(this, address, connection, clock.GetTimestamp()));
            if (gaveWay is null)
                return null;
            Remove(gaveWay);
            return Add(new(this, address, connection, clock.GetTimestamp()));
        }
    }

    /// <summary>Its first call begins.</summary>
    public void Serves(ConnectionSlot slot)
    {
        lock (gate)
        {
            if (slot.Node is not { List: { } list } node || !shares.TryGetValue(slot.Address, out var share))
                return;
            list.Remove(node);
            share.Known.AddLast(node);
        }
    }

    /// <summary>It has ended. More than once does nothing more.</summary>
    public void Leave(ConnectionSlot slot)
    {
        lock (gate)
            Remove(slot);
    }

    /// <summary>Those that have sent no byte since they were accepted, so long ago.</summary>
    public IReadOnlyList<ConnectionSlot> Silent(TimeSpan since)
    {
        lock (gate)
            return
            [
                .. shares
                    .Values.SelectMany(share => share.New.TakeWhile(s => clock.GetElapsedTime(s.Opened) >= since))
                    .Where(slot => !slot.Heard),
            ];
    }

    ConnectionSlot? OldestNew() =>
        shares.Values.Where(share => share.New.Count > 0).MaxBy(share => share.Count)?.Oldest();

    static ConnectionSlot? Rested(IEnumerable<Share> shares) =>
        shares.SelectMany(share => share.Known).Where(slot => !slot.IsCalling).MinBy(slot => slot.Rested);

    ConnectionSlot Add(ConnectionSlot slot)
    {
        if (!shares.TryGetValue(slot.Address, out var share))
            shares[slot.Address] = share = new();
        slot.Node = share.New.AddLast(slot);
        count++;
        return slot;
    }

    void Remove(ConnectionSlot slot)
    {
        if (slot.Node is not { List: { } list } node)
            return;
        list.Remove(node);
        slot.Node = null;
        count--;
        if (shares[slot.Address].Count == 0)
            shares.Remove(slot.Address);
    }
}
