using Grpc.Core;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Protos.OpenInference;
using Platform.Shared;

namespace Platform.Inference.OpenInference;

/// <summary>The Open Inference Protocol in terms of the bundles' models.</summary>
sealed class InferenceService(InferenceModels models, ModelRepository repository, ServingHealth health, ServeOptions options)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    static readonly string Version = typeof(InferenceService).Assembly.GetName().Version!.ToString(3);

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) => Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) => Task.FromResult(new ServerReadyResponse { Ready = health.Ready });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) => Task.FromResult(new ModelReadyResponse
    {
        Ready = models.All.Any(m => m.Bundle.Name + m.Model.Suffix == request.Name && (request.Version == "" || request.Version == m.Bundle.Version)),
    });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = "lesion-platform", Version = Version, Extensions = { "classification", "model_repository", "statistics" } });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        var (lease, model) = models.Lease(request.Name, request.Version);
        using var _ = lease;
        var answer = model.Describe(lease.Bundle);
        (answer.Name, answer.Platform) = (request.Name, "onnx_onnxv1");
        answer.Versions.Add(repository.Current.Bundles.Where(b => b.Name == lease.Bundle.Name).Select(b => b.Version));
        answer.Properties["intended_use"] = lease.Bundle.Manifest.IntendedUse;
        return Task.FromResult(answer);
    }

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        InferAsync(request, OpenCall.Of(context), context.CancellationToken);

    public override Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> responses, ServerCallContext context) =>
        OrderedStream.RunAsync(requests, responses, (request, cancel) => OneOfStreamAsync(request, OpenCall.Of(context), cancel),
            options.MaxBatchSize, context.CancellationToken);

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        var ready = models.All.Select(m => new RepositoryIndexResponse.Types.ModelIndex { Name = m.Bundle.Name + m.Model.Suffix, Version = m.Bundle.Version, State = "READY" });
        var failed = models.Failed.Select(f => new RepositoryIndexResponse.Types.ModelIndex { Name = f.Name, Version = f.Failure.Version, State = "UNAVAILABLE", Reason = f.Failure.Reason });
        return Task.FromResult(new RepositoryIndexResponse { Models = { request.Ready ? ready : ready.Concat(failed) } });
    }

    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context)
    {
        CheckAdministration();
        await repository.LoadAsync(models.BundleName(request.ModelName), context.CancellationToken);
        return new();
    }

    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        CheckAdministration();
        await repository.UnloadAsync(models.BundleName(request.ModelName), context.CancellationToken);
        return new();
    }

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context)
    {
        var found = models.All.Where(m => (request.Name == "" || m.Bundle.Name + m.Model.Suffix == request.Name) && (request.Version == "" || m.Bundle.Version == request.Version)).ToArray();
        return found.Length > 0 || request.Name == ""
            ? Task.FromResult(new ModelStatisticsResponse { ModelStats = { found.Select(m => StatisticsMessages.Of(m.Model.Statistics(m.Bundle).Read())) } })
            : throw new NotServedException($"Request for unknown model: '{request.Name}' is not found");
    }

    async Task<ModelInferResponse> InferAsync(ModelInferRequest message, OpenCall call, CancellationToken cancel)
    {
        var (lease, model) = models.Lease(message.ModelName, message.ModelVersion);
        using var _ = lease;
        var request = new InferenceRequest(message);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (request.Timeout is { } timeout) limit.CancelAfter(timeout);
        try
        {
            var outputs = await model.InferAsync(lease.Bundle, request, call, limit.Token);
            var answer = new ModelInferResponse { ModelName = message.ModelName, ModelVersion = lease.Bundle.Version, Id = message.Id };
            foreach (var output in outputs)
            {
                var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Datatype, Shape = { output.Shape } };
                if (request.IsRaw) answer.RawOutputContents.Add(output.Raw());
                else tensor.Contents = output.Typed();
                answer.Outputs.Add(tensor);
            }
            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RpcException(new(StatusCode.DeadlineExceeded, $"timeout of the request for model '{message.ModelName}' has passed"));
        }
    }

    async Task<ModelStreamInferResponse> OneOfStreamAsync(ModelInferRequest request, OpenCall call, CancellationToken cancel)
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
                ErrorMessage = e is RpcException r ? r.Status.Detail : Messages.Short(e.Message),
                InferResponse = new() { ModelName = Messages.Short(request.ModelName), Id = id },
            };
        }
    }

    void CheckAdministration()
    {
        if (!options.Administration) throw new RpcException(new(StatusCode.PermissionDenied, "administration is turned off on this server"));
    }
}
