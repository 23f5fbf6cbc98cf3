using Grpc.Core;
using Grpc.Core.Interceptors;
using Platform.Inference.Repository;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>A caller's mistake is a status with its one line; anything else stays INTERNAL, without details.</summary>
sealed class InputErrors : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try { return await continuation(request, context); }
        catch (InputException e) { throw new RpcException(Status(e)); }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try { await continuation(request, responses, context); }
        catch (InputException e) { throw new RpcException(Status(e)); }
    }

    public static Status Status(InputException e) => new(e switch
    {
        NotServedException => StatusCode.NotFound,
        _ => StatusCode.InvalidArgument,
    }, e.Message);
}
