using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Platform.Inference.Security.Connections;

/// <summary>The place of one connection among those of its port. On its features, so that calls mark it.</summary>
sealed class ConnectionSlot(ConnectionLimits limits, IPAddress address, ConnectionContext connection, long opened)
{
    int calls;

    /// <summary>Of whom the limits count; an IPv6 network of 64 bits is one.</summary>
    public IPAddress Address => address;

    /// <summary>When it was accepted, as the clock's timestamps.</summary>
    public long Opened => opened;

    /// <summary>Whether the caller has sent a byte.</summary>
    public bool Heard { get; set; }

    /// <summary>When its latest call ended, as the clock's timestamps.</summary>
    public long Rested { get; private set; }

    public bool IsCalling => Volatile.Read(ref calls) > 0;

    /// <summary>Where the limits keep it; theirs alone, under their lock.</summary>
    public LinkedListNode<ConnectionSlot>? Node { get; set; }

    public void CallBegins()
    {
        if (Interlocked.Increment(ref calls) == 1 && Rested == 0)
            limits.Serves(this);
    }

    public void CallEnded(long now)
    {
        Rested = now;
        Interlocked.Decrement(ref calls);
    }

    /// <summary>Closes the socket at once.</summary>
    public void Close(string reason) => connection.Abort(new ConnectionAbortedException(reason));
}
