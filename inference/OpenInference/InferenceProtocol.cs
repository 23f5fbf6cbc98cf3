using Grpc.Core;
using Platform.Inference.Readiness;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Protos.OpenInference;
using Platform.Shared;
using static Platform.Protos.OpenInference.RepositoryIndexResponse.Types;

namespace Platform.Inference.OpenInference;

/// <summary>
/// The Open Inference Protocol in terms of the bundles' models: what gRPC and REST are two readings of.
/// </summary>
sealed class InferenceProtocol(
    InferenceModels models,
    ModelRepository repository,
    ServingHealth health,
    ModelConfigs configs,
    ProtocolOptions options
)
{
    /// <summary>The project's name for ONNX models, of the metadata and of the configuration.</summary>
    public const string Platform = "onnx_onnxv1";

    static readonly string Version = typeof(InferenceProtocol).Assembly.GetName().Version!.ToString(3);

    public ServerLiveResponse ServerLive() => new() { Live = true };

    public ServerReadyResponse ServerReady() => new() { Ready = health.Ready };

    public ServerMetadataResponse ServerMetadata() =>
        new()
        {
            Name = "lesion-platform",
            Version = Version,
            Extensions =
            {
                "classification",
                "model_repository",
                "model_repository(unload_dependents)",
                "model_configuration",
                "statistics",
                "binary_tensor_data",
                "parameters",
            },
        };

    public ModelReadyResponse ModelReady(ModelReadyRequest request) =>
        new() { Ready = models.Find(request.Name, request.Version).Any() };

    /// <summary>Whether it was found and is not served: refused, or unloaded by a call.</summary>
    public bool IsUnavailable(string model) => models.Unavailable.Any(u => u.Name == model);

    /// <exception cref="NotServedException">No such model.</exception>
    public ModelMetadataResponse ModelMetadata(ModelMetadataRequest request)
    {
        var (lease, model) = models.Lease(request.Name, request.Version);
        using var _ = lease;
        var answer = model.Describe(lease.Bundle);
        (answer.Name, answer.Platform) = (request.Name, Platform);
        answer.Versions.Add(repository.Current.Bundles.Where(b => b.Name == lease.Bundle.Name).Select(b => b.Version));
        answer.Properties["intended_use"] = lease.Bundle.Manifest.IntendedUse;
        return answer;
    }

    /// <exception cref="NotServedException">No such model.</exception>
    public ModelConfigResponse ModelConfig(ModelConfigRequest request)
    {
        var (lease, model) = models.Lease(request.Name, request.Version);
        using var _ = lease;
        return new() { Config = configs.Of(request.Name, model, lease.Bundle) };
    }

    /// <param name="message">whose parameters say how long it waits</param>
    /// <param name="form">in which the answer is sent, which bounds its size</param>
    /// <param name="call">that is charged, once the request fits</param>
    /// <exception cref="InputException">The request does not fit the model, or there is no such model.</exception>
    /// <exception cref="RpcException">Its time has passed.</exception>
    public async Task<InferenceAnswer> InferAsync(
        ModelInferRequest message,
        AnswerForm form,
        OpenCall call,
        CancellationToken cancel
    )
    {
        var (lease, model) = models.Lease(message.ModelName, message.ModelVersion);
        using var _ = lease;
        var request = new InferenceRequest(message, model.Parameters, form);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (request.Timeout is { } timeout)
            limit.CancelAfter(timeout);
        try
        {
            var outputs = await model.InferAsync(lease.Bundle, request, call, limit.Token);
            return new(message, lease.Bundle.Version, outputs);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var late = $"timeout of the request for model '{message.ModelName}' has passed";
            throw new RpcException(new(StatusCode.DeadlineExceeded, late));
        }
    }

    /// <exception cref="NotServedException">No such model.</exception>
    public ModelStatisticsResponse ModelStatistics(ModelStatisticsRequest request)
    {
        var found = (request.Name == "" ? models.All : models.Find(request.Name, request.Version)).ToArray();
        if (found.Length == 0 && request.Name != "")
            throw InferenceModels.Unknown(request.Name, request.Version);
        return new() { ModelStats = { found.Select(m => StatisticsMessages.Of(m.Model.Statistics(m.Bundle).Read())) } };
    }

    /// <exception cref="InputException">It names a repository.</exception>
    public RepositoryIndexResponse RepositoryIndex(RepositoryIndexRequest request)
    {
        CheckRepository(request.RepositoryName);
        var ready = models.All.Select(m => new ModelIndex
        {
            Name = m.Bundle.Name + m.Model.Suffix,
            Version = m.Bundle.Version,
            State = "READY",
            Reason = m.Bundle.Fault ?? "",
        });
        var others = models.Unavailable.Select(u => new ModelIndex
        {
            Name = u.Name,
            Version = u.Version,
            State = "UNAVAILABLE",
            Reason = u.Reason,
        });
        return new() { Models = { request.Ready ? ready : ready.Concat(others) } };
    }

    /// <exception cref="InputException">No such bundle, no version passes, or what is asked cannot be.</exception>
    /// <exception cref="RpcException">Administration is turned off.</exception>
    public async Task LoadAsync(RepositoryModelLoadRequest request, CancellationToken cancel)
    {
        CheckAdministration();
        CheckRepository(request.RepositoryName);
        if (request.Parameters.Keys.FirstOrDefault() is { } name)
            throw new InputException(
                $"parameter '{name}': a bundle is served as published, "
                    + "with no configuration or file of a caller; publish another version"
            );
        await repository.LoadAsync(models.BundleName(request.ModelName, "load"), cancel);
    }

    /// <exception cref="InputException">No such bundle, or what is asked cannot be.</exception>
    /// <exception cref="RpcException">Administration is turned off.</exception>
    public async Task UnloadAsync(RepositoryModelUnloadRequest request, CancellationToken cancel)
    {
        CheckAdministration();
        CheckRepository(request.RepositoryName);
        foreach (var (name, value) in request.Parameters)
            if (name != "unload_dependents" || !value.HasBoolParam)
                throw new InputException($"parameter '{name}': only unload_dependents can be given, true or false");
        await repository.UnloadAsync(models.BundleName(request.ModelName, "unload"), cancel);
    }

    static void CheckRepository(string name)
    {
        if (name != "")
            throw new InputException(
                $"repository_name '{name}': there is one repository here, without a name; leave it out"
            );
    }

    void CheckAdministration()
    {
        if (!options.Administration)
            throw new RpcException(new(StatusCode.PermissionDenied, "administration is turned off on this server"));
    }
}
