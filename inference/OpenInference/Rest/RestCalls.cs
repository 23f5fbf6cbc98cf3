using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Protos.OpenInference;
using static Platform.Protos.OpenInference.GRPCInferenceService;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>
/// The Open Inference Protocol as JSON over HTTP/1.1, with Triton's binary tensors: each path is a call of gRPC, too,
/// and asks for the same scope. github.com/kserve/open-inference-protocol, inference_rest.md; Triton: docs/protocol.
/// </summary>
static class RestCalls
{
    const string Model = "/v2/models/{name}";
    const string Version = $"{Model}/versions/{{version}}";

    public static void MapRest(this IEndpointRouteBuilder app)
    {
        Get("/v2", nameof(GRPCInferenceServiceBase.ServerMetadata), c => c.JsonAsync(c.Protocol.ServerMetadata()));
        Get("/v2/health/live", nameof(GRPCInferenceServiceBase.ServerLive),
            c => c.JsonAsync(c.Protocol.ServerLive()));
        Get("/v2/health/ready", nameof(GRPCInferenceServiceBase.ServerReady), c =>
        {
            var answer = c.Protocol.ServerReady();
            return c.JsonAsync(answer, answer.Ready ? 200 : StatusCodes.Status503ServiceUnavailable);
        });
        Get("/v2/models/stats", nameof(GRPCInferenceServiceBase.ModelStatistics),
            c => c.JsonAsync(c.Protocol.ModelStatistics(new())));
        foreach (var model in new[] { Model, Version })
        {
            Get(model, nameof(GRPCInferenceServiceBase.ModelMetadata), c =>
                c.JsonAsync(c.Protocol.ModelMetadata(new() { Name = c.Model, Version = c.Version })));
            Get($"{model}/ready", nameof(GRPCInferenceServiceBase.ModelReady), RestModel.ReadyAsync);
            Get($"{model}/config", nameof(GRPCInferenceServiceBase.ModelConfig), c =>
                c.JsonAsync(c.Protocol.ModelConfig(new() { Name = c.Model, Version = c.Version }).Config));
            Get($"{model}/stats", nameof(GRPCInferenceServiceBase.ModelStatistics), c =>
                c.JsonAsync(c.Protocol.ModelStatistics(new() { Name = c.Model, Version = c.Version })));
            Post($"{model}/infer", Infer, RestModel.InferAsync);
        }
        Post("/v2/repository/index", nameof(GRPCInferenceServiceBase.RepositoryIndex), RestRepository.IndexAsync);
        Post("/v2/repository/models/{name}/load", nameof(GRPCInferenceServiceBase.RepositoryModelLoad),
            RestRepository.LoadAsync);
        Post("/v2/repository/models/{name}/unload", nameof(GRPCInferenceServiceBase.RepositoryModelUnload),
            RestRepository.UnloadAsync);
        MapUnsupported();

        void MapUnsupported()
        {
            foreach (var path in new[] { "/v2/trace/setting", $"{Model}/trace/setting" })
                Both(path, nameof(GRPCInferenceServiceBase.TraceSetting), _ => throw Unsupported.Trace);
            Both("/v2/logging", nameof(GRPCInferenceServiceBase.LogSettings), _ => throw Unsupported.Log);
            foreach (var memory in new[] { "system", "cuda" })
                foreach (var region in new[] { "", "/region/{region}" })
                    foreach (var verb in new[] { "status", "register", "unregister" })
                        Both($"/v2/{memory}sharedmemory{region}/{verb}", SharedMemory,
                            _ => throw Unsupported.SharedMemory);
        }

        void Get(string path, string method, Func<RestCall, Task> handler) => Map(["GET"], path, method, handler);
        void Post(string path, string method, Func<RestCall, Task> handler) => Map(["POST"], path, method, handler);
        void Both(string path, string method, Func<RestCall, Task> handler) =>
            Map(["GET", "POST"], path, method, handler);

        void Map(string[] verbs, string path, string method, Func<RestCall, Task> handler) =>
            app.MapMethods(path, verbs, (HttpContext context) =>
                    RestCall.RunAsync(context, path, method == Infer ? Named : null, handler))
                .WithMetadata(Permission.Of($"/{Descriptor.FullName}/{method}"), RestRoute.Instance);
    }

    const string SharedMemory = nameof(GRPCInferenceServiceBase.SystemSharedMemoryStatus);
    const string Infer = nameof(GRPCInferenceServiceBase.ModelInfer);

    static ModelInferRequest Named(HttpContext context) =>
        new() { ModelName = (string)context.Request.RouteValues["name"]! };
}

/// <summary>On an endpoint of the protocol's REST half.</summary>
sealed class RestRoute
{
    public static readonly RestRoute Instance = new();
}
