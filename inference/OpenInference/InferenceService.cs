using Grpc.Core;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Protos.OpenInference;
using Platform.Shared;

namespace Platform.Inference.OpenInference;

/// <summary>The Open Inference Protocol over gRPC.</summary>
sealed class InferenceService(InferenceProtocol protocol, ServeOptions options)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ServerLive());

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ServerReady());

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ModelReady(request));

    public override Task<ServerMetadataResponse> ServerMetadata(
        ServerMetadataRequest request, ServerCallContext context) => Task.FromResult(protocol.ServerMetadata());

    public override Task<ModelMetadataResponse> ModelMetadata(
        ModelMetadataRequest request, ServerCallContext context) => Task.FromResult(protocol.ModelMetadata(request));

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ModelConfig(request));

    [CarriesImages]
    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        InferAsync(request, OpenCall.Of(context), context.CancellationToken);

    [CarriesImages]
    public override Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> responses,
        ServerCallContext context) =>
        OrderedStream.RunAsync(requests, responses,
            (request, cancel) => OneOfStreamAsync(request, OpenCall.Of(context), cancel),
            options.MaxBatchSize, context.CancellationToken);

    public override Task<RepositoryIndexResponse> RepositoryIndex(
        RepositoryIndexRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.RepositoryIndex(request));

    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request, ServerCallContext context)
    {
        await protocol.LoadAsync(request, context.CancellationToken);
        return new();
    }

    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        await protocol.UnloadAsync(request, context.CancellationToken);
        return new();
    }

    public override Task<ModelStatisticsResponse> ModelStatistics(
        ModelStatisticsRequest request, ServerCallContext context) =>
        Task.FromResult(protocol.ModelStatistics(request));

    public override Task<UnsupportedResponse> SystemSharedMemoryStatus(
        UnsupportedRequest request, ServerCallContext context) => throw Unsupported.SharedMemory;

    public override Task<UnsupportedResponse> SystemSharedMemoryRegister(
        UnsupportedRequest request, ServerCallContext context) => throw Unsupported.SharedMemory;

    public override Task<UnsupportedResponse> SystemSharedMemoryUnregister(
        UnsupportedRequest request, ServerCallContext context) => throw Unsupported.SharedMemory;

    public override Task<UnsupportedResponse> CudaSharedMemoryStatus(
        UnsupportedRequest request, ServerCallContext context) => throw Unsupported.SharedMemory;

    public override Task<UnsupportedResponse> CudaSharedMemoryRegister(
        UnsupportedRequest request, ServerCallContext context) => throw Unsupported.SharedMemory;

    public override Task<UnsupportedResponse> CudaSharedMemoryUnregister(
        UnsupportedRequest request, ServerCallContext context) => throw Unsupported.SharedMemory;

    public override Task<UnsupportedResponse> TraceSetting(UnsupportedRequest request, ServerCallContext context) =>
        throw Unsupported.Trace;

    public override Task<UnsupportedResponse> LogSettings(UnsupportedRequest request, ServerCallContext context) =>
        throw Unsupported.Log;

    async Task<ModelInferResponse> InferAsync(ModelInferRequest request, OpenCall call, CancellationToken cancel) =>
        (await protocol.InferAsync(request, InferenceAnswer.Form(request), call, cancel)).Message();

    async Task<ModelStreamInferResponse> OneOfStreamAsync(
        ModelInferRequest request, OpenCall call, CancellationToken cancel)
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
