using Grpc.Core;
using Grpc.Core.Interceptors;
using Platform.Inference.Batching;
using Platform.Inference.Repository;
using Platform.Shared;
using Platform.Shared.Imaging;

namespace Platform.Inference.Serving;

/// <summary>A caller's mistake is a status with its one line, a call that was given up is cancelled or past its deadline; anything else stays INTERNAL, without details.</summary>
sealed class CallErrors : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try { return await continuation(request, context); }
        catch (Exception e) when (Status(e, context) is { } status) { throw new RpcException(status); }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try { await continuation(request, responses, context); }
        catch (Exception e) when (Status(e, context) is { } status) { throw new RpcException(status); }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try { await continuation(requests, responses, context); }
        catch (Exception e) when (Status(e, context) is { } status) { throw new RpcException(status); }
    }

    /// <summary>The message is a header there: no longer than callers take one.</summary>
    public static Status Status(InputException e) => e switch
    {
        NotServedException => new(StatusCode.NotFound, Messages.Short(e.Message)),
        QueueFullException => new(StatusCode.ResourceExhausted, e.Message),
        ImageException => new(StatusCode.InvalidArgument, $"image: {Messages.Short(e.Message)}"),
        _ => new(StatusCode.InvalidArgument, Messages.Short(e.Message)),
    };

    /// <summary>At the deadline gRPC ends the response first, which makes a write under way an invalid operation, and only then cancels the call.</summary>
    static Status? Status(Exception e, ServerCallContext context) => (e, context.Deadline <= DateTime.UtcNow) switch
    {
        (InputException input, _) => Status(input),
        (OperationCanceledException or IOException or InvalidOperationException, true) => new(StatusCode.DeadlineExceeded, "the deadline has passed"),
        (OperationCanceledException or IOException, false) when context.CancellationToken.IsCancellationRequested => new(StatusCode.Cancelled, "the call was given up"),
        _ => null,
    };
}
