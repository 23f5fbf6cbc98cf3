using Grpc.Core;
using Grpc.Core.Interceptors;
using Platform.Inference.Security;

namespace Platform.Inference.Serving;

/// <summary>
/// What is around every gRPC call, transcoded ones among them: its line in the log, its scope, its charge.
/// </summary>
sealed class CallInterceptor(CallLog log) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) =>
        RunAsync(
            context,
            call =>
            {
                call.Enter(request);
                return continuation(request, context);
            }
        );

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) =>
        RunAsync(
            context,
            async call =>
            {
                call.Enter(request);
                call.Charge.Waits = true;
                await continuation(request, new Writer<TResponse>(responses, call), context);
                return true;
            }
        );

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    ) =>
        RunAsync(
            context,
            async call =>
            {
                call.Enter(null);
                call.Charge.Waits = true;
                var reader = new Reader<TRequest>(requests, call, context.CancellationToken);
                await continuation(reader, new Writer<TResponse>(responses, call), context);
                return true;
            }
        );

    Task<T> RunAsync<T>(ServerCallContext context, Func<OpenCall, Task<T>> handler) =>
        log.RunAsync(context.GetHttpContext(), context.Method, context.Deadline, context.CancellationToken, handler);

    /// <param name="cancel">of the call, for a handler that names no token</param>
    sealed class Reader<T>(IAsyncStreamReader<T> inner, OpenCall call, CancellationToken cancel) : IAsyncStreamReader<T>
    {
        bool started;

        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!cancellationToken.CanBeCanceled)
                cancellationToken = cancel;
            await call.Charge.PaidAsync(cancellationToken);
            if (!await inner.MoveNext(cancellationToken))
                return false;
            await call.EnterNextAsync(Current, first: !started, cancellationToken);
            started = true;
            return true;
        }
    }

    /// <remarks>gRPC resets a stream whose write is cancelled, and a reset stream has no words.</remarks>
    sealed class Writer<T>(IServerStreamWriter<T> inner, OpenCall call) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => inner.WriteAsync(message, call.Cut);

        public Task WriteAsync(T message, CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested
                ? Task.FromCanceled(cancellationToken)
                : inner.WriteAsync(message, call.Cut);
    }
}
