using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Platform.Inference.Serving;

/// <summary>One structured line a call: method, status, time and request id; never what was sent.</summary>
/// <remarks>The id is the caller's x-request-id if it is one, else a new one; it goes back as a header.</remarks>
sealed class CallLog(ILogger<CallLog> log) : Interceptor
{
    const string Header = "x-request-id";
    const int MaxLength = 128;

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        LoggedAsync(context, () => continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        LoggedAsync(context, async () => { await continuation(request, responses, context); return true; });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        LoggedAsync(context, async () => { await continuation(requests, responses, context); return true; });

    async Task<T> LoggedAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var (began, status) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        var id = Id(context);
        context.GetHttpContext().Response.Headers[Header] = id;
        try
        {
            return await call();
        }
        catch (Exception e)
        {
            status = e is RpcException rpc ? rpc.StatusCode : StatusCode.Internal;
            if (status == StatusCode.Internal) log.LogError(e, "{Method} failed, request {RequestId}", context.Method, id);
            throw;
        }
        finally
        {
            log.LogInformation("{Method} {Status} in {Milliseconds:0.0} ms, request {RequestId}", context.Method, status, Stopwatch.GetElapsedTime(began).TotalMilliseconds, id);
        }
    }

    static string Id(ServerCallContext context) =>
        context.RequestHeaders.GetValue(Header) is { Length: > 0 and <= MaxLength } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
            ? id : Guid.NewGuid().ToString("N");
}
