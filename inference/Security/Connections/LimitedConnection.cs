using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Inference.Security.Connections;

/// <summary>A connection that gives its slot back when its socket is closed.</summary>
sealed class LimitedConnection : ConnectionContext
{
    readonly ConnectionContext inner;
    readonly ConnectionLimits limits;
    readonly ConnectionSlot slot;

    public LimitedConnection(ConnectionContext inner, ConnectionLimits limits, ConnectionSlot slot)
    {
        (this.inner, this.limits, this.slot) = (inner, limits, slot);
        inner.Features.Set(slot);
        Transport = new HeardPipe(new(inner.Transport.Input, slot), inner.Transport.Output);
    }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => inner.ConnectionId;
        set => inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => inner.Items;
        set => inner.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => inner.ConnectionClosed;
        set => inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => inner.LocalEndPoint;
        set => inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => inner.RemoteEndPoint;
        set => inner.RemoteEndPoint = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        limits.Leave(slot);
    }

    sealed record HeardPipe(HeardReader Reader, PipeWriter Output) : IDuplexPipe
    {
        public PipeReader Input => Reader;
    }
}
