using System.IO.Pipelines;

namespace Platform.Inference.Security.Connections;

/// <summary>What a caller sends, as it comes; the first byte marks the connection's slot.</summary>
sealed class HeardReader(PipeReader inner, ConnectionSlot slot) : PipeReader
{
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        slot.Heard ? inner.ReadAsync(cancellationToken) : ReadFirstAsync(cancellationToken);

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        if (read)
            Mark(result);
        return read;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    async ValueTask<ReadResult> ReadFirstAsync(CancellationToken cancel)
    {
        var result = await inner.ReadAsync(cancel);
        Mark(result);
        return result;
    }

    void Mark(ReadResult result)
    {
        if (!result.Buffer.IsEmpty)
            slot.Heard = true;
    }
}
