using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Inference.Repository;
using Platform.Inference.Wire;
using Platform.Shared;
using Platform.Shared.Imaging.Formats;

namespace Platform.Inference.Security;

/// <summary>What went wrong in a call, as the status and the words for its caller.</summary>
static class CallErrors
{
    public static Status Status(InputException e) =>
        e switch
        {
            NotServedException => new(StatusCode.NotFound, Messages.Short(e.Message)),
            QueueFullException => new(StatusCode.ResourceExhausted, e.Message),
            ImageException => new(StatusCode.InvalidArgument, $"image: {Messages.Short(e.Message)}"),
            _ => new(StatusCode.InvalidArgument, Messages.Short(e.Message)),
        };

    /// <summary>
    /// A caller's mistake is a status with its one line, a call that was given up is cancelled or past its deadline.
    /// </summary>
    /// <param name="call">whose key may have been taken away</param>
    /// <param name="cancel">of the call</param>
    /// <returns>null for any other exception: INTERNAL, without details</returns>
    /// <remarks>
    /// At the deadline gRPC ends the response first, which makes a write under way an invalid operation, and only then
    /// cancels the call.
    /// </remarks>
    public static Status? Status(Exception e, OpenCall call, DateTime deadline, CancellationToken cancel) =>
        e switch
        {
            RpcException { StatusCode: StatusCode.Cancelled } when call.Ended is not null => call.Ended,
            RpcException rpc => rpc.Status,
            InputException input => Status(input),
            OperationCanceledException or IOException or InvalidOperationException when call.Ended is not null =>
                call.Ended,
            OperationCanceledException or IOException or InvalidOperationException when deadline <= DateTime.UtcNow =>
                new(StatusCode.DeadlineExceeded, "the deadline has passed"),
            OperationCanceledException or IOException when cancel.IsCancellationRequested => new(
                StatusCode.Cancelled,
                "the call was given up"
            ),
            _ => null,
        };
}
