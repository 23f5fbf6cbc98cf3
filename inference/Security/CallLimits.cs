using Grpc.Core;
using Grpc.Core.Interceptors;
using Platform.Inference.Repository;
using Platform.Inference.Serving;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Security;

/// <summary>
/// What a call's message decides: the scope where the model is a field of it, and the charge to the key's rate. A call is
/// refused when its images are not there; each further message of a stream waits, so that a stream is no way around the limit
/// and a slow key no reason to lose half of an answer.
/// </summary>
sealed class CallLimits(ServingMetrics metrics) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Charge(context, request);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(request, Charge(context, request) is { } caller ? new Writer<TResponse>(responses, caller, context.CancellationToken) : responses, context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Charge(context, null) is { } caller ? new Reader<TRequest>(requests, caller, metrics) : requests, responses, context);

    /// <returns>null for calls that are open to everybody</returns>
    Caller? Charge(ServerCallContext context, object? request)
    {
        if (context.GetHttpContext().Features.Get<Caller>() is not { } caller) return null;
        CheckScope(caller, request, metrics);
        if (caller.Take(Images(request), out var retryAfter)) return caller;
        metrics.Rejected("rate");
        var wait = (long)Math.Ceiling(retryAfter.TotalMilliseconds);
        context.ResponseTrailers.Add("grpc-retry-pushback-ms", $"{wait}");                    // gRFC A6, "Pushback"
        throw new RpcException(new Status(StatusCode.ResourceExhausted, $"this key's rate is used up; try again in {wait} ms"));
    }

    /// <summary>The rows of a batch; one of everything else.</summary>
    static int Images(object? request) => request is ModelInferRequest { Inputs: [{ Shape: [var rows, ..] }, ..] } ? (int)Math.Clamp(rows, 1, int.MaxValue) : 1;

    /// <summary>The Open Inference Protocol has one call for every model.</summary>
    static void CheckScope(Caller caller, object? message, ServingMetrics metrics)
    {
        if (message is not ModelInferRequest infer) return;
        var wanted = infer.ModelName.EndsWith(ServedBundle.GeneratorSuffix, StringComparison.Ordinal) ? Scope.Generate : Scope.Classify;
        if (caller.May(wanted)) return;
        metrics.Rejected("scope");
        throw new RpcException(new Status(StatusCode.PermissionDenied, Caller.Lacks([wanted])));
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

    sealed class Reader<T>(IAsyncStreamReader<T> inner, Caller caller, ServingMetrics metrics) : IAsyncStreamReader<T>
    {
        bool started;

        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken)) return false;
            CheckScope(caller, Current, metrics);
            if (started) await caller.WaitAsync(cancellationToken);
            started = true;
            return true;
        }
    }
}
