using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using Platform.Protos.OpenInference;
using Platform.Shared;

namespace Platform.Inference.OpenInference;

/// <summary>The Open Inference Protocol over gRPC.</summary>
/// <remarks>Its methods are found by their names: see <see cref="BoundedMessages"/>.</remarks>
[ShortMessages]
[BindServiceMethod(typeof(BoundedInference), nameof(BoundedInference.BindService))]
class InferenceService(InferenceProtocol protocol, BatchingOptions options)
{
    [OpenToEverybody]
    public virtual Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ServerLive());

    [OpenToEverybody]
    public virtual Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ServerReady());

    [OpenToEverybody]
    public virtual Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ModelReady(request));

    [AnyScope]
    public virtual Task<ServerMetadataResponse> ServerMetadata(
        ServerMetadataRequest request,
        ServerCallContext context
    ) => Task.FromResult(protocol.ServerMetadata());

    [AnyScope]
    public virtual Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ModelMetadata(request));

    [AnyScope]
    public virtual Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ModelConfig(request));

    [CarriesImages, AnyScope]
    public virtual Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        InferAsync(request, OpenCall.Of(context), context.CancellationToken);

    [CarriesImages, AnyScope]
    public virtual Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requests,
        IServerStreamWriter<ModelStreamInferResponse> responses,
        ServerCallContext context
    ) =>
        OrderedStream.RunAsync(
            requests,
            responses,
            (request, cancel) => OneOfStreamAsync(request, OpenCall.Of(context), cancel),
            options.MaxBatchSize,
            context.CancellationToken
        );

    [AnyScope]
    public virtual Task<RepositoryIndexResponse> RepositoryIndex(
        RepositoryIndexRequest request,
        ServerCallContext context
    ) => Task.FromResult(protocol.RepositoryIndex(request));

    [RequiredScope(Scope.Admin)]
    public virtual async Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request,
        ServerCallContext context
    )
    {
        await protocol.LoadAsync(request, context.CancellationToken);
        return new();
    }

    [RequiredScope(Scope.Admin)]
    public virtual async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request,
        ServerCallContext context
    )
    {
        await protocol.UnloadAsync(request, context.CancellationToken);
        return new();
    }

    [AnyScope]
    public virtual Task<ModelStatisticsResponse> ModelStatistics(
        ModelStatisticsRequest request,
        ServerCallContext context
    ) => Task.FromResult(protocol.ModelStatistics(request));

    [AnyScope]
    public virtual Task<UnsupportedResponse> SystemSharedMemoryStatus(
        UnsupportedRequest request,
        ServerCallContext context
    ) => throw Unsupported.SharedMemory;

    [AnyScope]
    public virtual Task<UnsupportedResponse> SystemSharedMemoryRegister(
        UnsupportedRequest request,
        ServerCallContext context
    ) => throw Unsupported.SharedMemory;

    [AnyScope]
    public virtual Task<UnsupportedResponse> SystemSharedMemoryUnregister(
        UnsupportedRequest request,
        ServerCallContext context
    ) => throw Unsupported.SharedMemory;

    [AnyScope]
    public virtual Task<UnsupportedResponse> CudaSharedMemoryStatus(
        UnsupportedRequest request,
        ServerCallContext context
    ) => throw Unsupported.SharedMemory;

    [AnyScope]
    public virtual Task<UnsupportedResponse> CudaSharedMemoryRegister(
        UnsupportedRequest request,
        ServerCallContext context
    ) => throw Unsupported.SharedMemory;

    [AnyScope]
    public virtual Task<UnsupportedResponse> CudaSharedMemoryUnregister(
        UnsupportedRequest request,
        ServerCallContext context
    ) => throw Unsupported.SharedMemory;

    [AnyScope]
    public virtual Task<UnsupportedResponse> TraceSetting(UnsupportedRequest request, ServerCallContext context) =>
        throw Unsupported.Trace;

    [AnyScope]
    public virtual Task<UnsupportedResponse> LogSettings(UnsupportedRequest request, ServerCallContext context) =>
        throw Unsupported.Log;

    async Task<ModelInferResponse> InferAsync(ModelInferRequest request, OpenCall call, CancellationToken cancel) =>
        (await protocol.InferAsync(request, InferenceAnswer.Form(request), call, cancel)).Message();

    async Task<ModelStreamInferResponse> OneOfStreamAsync(
        ModelInferRequest request,
        OpenCall call,
        CancellationToken cancel
    )
    {
        try
        {
            return new() { InferResponse = await InferAsync(request, call, cancel) };
        }
        catch (Exception e) when (e is InputException or RpcException)
        {
            var id = request.Id.Length <= Messages.MaxRequestId ? request.Id : "";
            return new()
            {
                ErrorMessage = e is RpcException rpc ? rpc.Status.Detail : Messages.Short(e.Message),
                InferResponse = new() { ModelName = Messages.Short(request.ModelName), Id = id },
            };
        }
    }
}
