using Grpc.Core;
using Grpc.Core.Interceptors;
using Platform.Inference.Serving;

namespace Platform.Inference.Security;

/// <summary>
/// Charges a key's rate: one for each call, which is refused when there is none, and one for each further image of a stream,
/// which waits. A stream is therefore no way around the limit, and a slow key no reason to lose half of an answer.
/// </summary>
sealed class CallLimits(ServingMetrics metrics) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Charge(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(request, Charge(context) is { } caller ? new Writer<TResponse>(responses, caller, context.CancellationToken) : responses, context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Charge(context) is { } caller ? new Reader<TRequest>(requests, caller) : requests, responses, context);

    /// <returns>null for calls that are open to everybody</returns>
    Caller? Charge(ServerCallContext context)
    {
        if (context.GetHttpContext().Features.Get<Caller>() is not { } caller || caller.Take(out var retryAfter)) return context.GetHttpContext().Features.Get<Caller>();
        metrics.Rejected("rate");
        var wait = (long)Math.Ceiling(retryAfter.TotalMilliseconds);
        context.ResponseTrailers.Add("grpc-retry-pushback-ms", $"{wait}");                    // gRFC A6, "Pushback"
        throw new RpcException(new Status(StatusCode.ResourceExhausted, $"this key's rate is used up; try again in {wait} ms"));
    }

    /// <summary>The first message is paid for by the call.</summary>
    sealed class Writer<T>(IServerStreamWriter<T> inner, Caller caller, CancellationToken cancel) : IServerStreamWriter<T>
    {
        bool started;

        public WriteOptions? WriteOptions { get => inner.WriteOptions; set => inner.WriteOptions = value; }

        public Task WriteAsync(T message) => WriteAsync(message, cancel);

        public async Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            if (started) await caller.WaitAsync(cancellationToken);
            started = true;
            await inner.WriteAsync(message, cancellationToken);
        }
    }

    sealed class Reader<T>(IAsyncStreamReader<T> inner, Caller caller) : IAsyncStreamReader<T>
    {
        bool started;

        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken)) return false;
            if (started) await caller.WaitAsync(cancellationToken);
            started = true;
            return true;
        }
    }
}
