using Platform.Inference.Security;
using Platform.Inference.Wire;
using static Platform.Protos.OpenInference.GRPCInferenceService;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>
/// The Open Inference Protocol as JSON over HTTP/1.1, with Triton's binary tensors: each path is a call of gRPC, too,
/// and asks for the same scope. github.com/kserve/open-inference-protocol, inference_rest.md; Triton: docs/protocol.
/// </summary>
static class RestRoutes
{
    public const string Infer = nameof(GRPCInferenceServiceBase.ModelInfer);
    public const string Repository = "/v2/repository/";
    const string Model = "/v2/models/{name}";
    const string Version = $"{Model}/versions/{{version}}";

    public static readonly IReadOnlyList<RestRoute> All =
    [
        Get(
            "/v2",
            nameof(GRPCInferenceServiceBase.ServerMetadata),
            "What this server is",
            c => c.JsonAsync(c.Protocol.ServerMetadata())
        ),
        Get(
            "/v2/health/live",
            nameof(GRPCInferenceServiceBase.ServerLive),
            "Whether the process answers",
            c => c.JsonAsync(c.Protocol.ServerLive())
        ),
        Get(
            "/v2/health/ready",
            nameof(GRPCInferenceServiceBase.ServerReady),
            "Whether every bundle is served",
            c =>
            {
                var answer = c.Protocol.ServerReady();
                return c.JsonAsync(answer, answer.Ready ? 200 : StatusCodes.Status503ServiceUnavailable);
            }
        ),
        Get(
            "/v2/models/stats",
            nameof(GRPCInferenceServiceBase.ModelStatistics),
            "What all models have done",
            c => c.JsonAsync(c.Protocol.ModelStatistics(new()))
        ),
        .. OfModel(Model, "a model"),
        .. OfModel(Version, "one version of a model"),
        Post(
            $"{Repository}index",
            nameof(GRPCInferenceServiceBase.RepositoryIndex),
            "Every model that was found, with its state",
            RestRepository.IndexAsync
        ),
        Post(
            $"{Repository}models/{{name}}/load",
            nameof(GRPCInferenceServiceBase.RepositoryModelLoad),
            "Loads a bundle that was unloaded or refused",
            RestRepository.LoadAsync
        ),
        Post(
            $"{Repository}models/{{name}}/unload",
            nameof(GRPCInferenceServiceBase.RepositoryModelUnload),
            "Takes a bundle out",
            RestRepository.UnloadAsync
        ),
        Unserved("/v2/trace/setting", nameof(GRPCInferenceServiceBase.TraceSetting), () => Unsupported.Trace),
        Unserved($"{Model}/trace/setting", nameof(GRPCInferenceServiceBase.TraceSetting), () => Unsupported.Trace),
        Unserved("/v2/logging", nameof(GRPCInferenceServiceBase.LogSettings), () => Unsupported.Log),
        .. SharedMemory(),
    ];

    public static void MapRest(this IEndpointRouteBuilder app)
    {
        foreach (var route in All)
        {
            app.MapMethods(route.Path, route.Verbs, (HttpContext context) => RestCall.RunAsync(context, route))
                .WithMetadata([route, .. Needs(route.Method)]);
        }
    }

    /// <summary>What the call of gRPC that a path is another reading of says that it needs.</summary>
    static IEnumerable<object> Needs(string method) =>
        typeof(InferenceService)
            .GetCustomAttributes(inherit: true)
            .Concat(typeof(InferenceService).GetMethod(method)!.GetCustomAttributes(inherit: true))
            .Where(a => a is MessageSizeAttribute or RequiredScopeAttribute);

    static RestRoute[] OfModel(string path, string what) =>
        [
            Get(
                path,
                nameof(GRPCInferenceServiceBase.ModelMetadata),
                $"Inputs and outputs of {what}",
                c => c.JsonAsync(c.Protocol.ModelMetadata(new() { Name = c.Model, Version = c.Version }))
            ),
            Get(
                $"{path}/ready",
                nameof(GRPCInferenceServiceBase.ModelReady),
                $"Whether {what} is served",
                RestModel.ReadyAsync
            ),
            Get(
                $"{path}/config",
                nameof(GRPCInferenceServiceBase.ModelConfig),
                $"Configuration of {what}, as Triton's",
                c => c.JsonAsync(c.Protocol.ModelConfig(new() { Name = c.Model, Version = c.Version }).Config)
            ),
            Get(
                $"{path}/stats",
                nameof(GRPCInferenceServiceBase.ModelStatistics),
                $"What {what} has done",
                c => c.JsonAsync(c.Protocol.ModelStatistics(new() { Name = c.Model, Version = c.Version }))
            ),
            Post($"{path}/infer", Infer, $"Asks {what}", RestModel.InferAsync),
        ];

    static IEnumerable<RestRoute> SharedMemory() =>
        from kind in new[] { "system", "cuda" }
        from region in new[] { "", "/region/{region}" }
        from verb in new[] { "status", "register", "unregister" }
        select Unserved(
            $"/v2/{kind}sharedmemory{region}/{verb}",
            nameof(GRPCInferenceServiceBase.SystemSharedMemoryStatus),
            () => Unsupported.SharedMemory
        );

    static RestRoute Unserved(string path, string method, Func<Exception> error) =>
        new(["GET", "POST"], path, method, "Not served", _ => throw error()) { IsServed = false };

    static RestRoute Get(string path, string method, string summary, Func<RestCall, Task> handler) =>
        new(["GET"], path, method, summary, handler);

    static RestRoute Post(string path, string method, string summary, Func<RestCall, Task> handler) =>
        new(["POST"], path, method, summary, handler);
}
