using Grpc.Core;
using Grpc.Core.Interceptors;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>A caller's mistake is INVALID_ARGUMENT with its one line; anything else stays INTERNAL, without details.</summary>
sealed class InputErrors : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try { return await continuation(request, context); }
        catch (InputException e) { throw Status(e); }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try { await continuation(request, responses, context); }
        catch (InputException e) { throw Status(e); }
    }

    static RpcException Status(InputException e) => new(new Status(StatusCode.InvalidArgument, e.Message));
}
