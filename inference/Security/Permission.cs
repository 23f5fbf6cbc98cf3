using Grpc.AspNetCore.Server;

namespace Platform.Inference.Security;

/// <summary>
/// The scopes of which each call asks for one; a call that this table does not have asks for the highest.
/// </summary>
static class Permission
{
    const string Lesion = "/lesion.v1.Lesion/",
        Inference = "/inference.GRPCInferenceService/";

    /// <summary>
    /// Open to everybody, because load balancers and probes bring no key and it tells nothing of the models.
    /// </summary>
    static readonly Scope[] Open = [];
    static readonly Scope[] Classify = [Scope.Classify],
        Generate = [Scope.Generate],
        Admin = [Scope.Admin];

    /// <summary>What a caller needs to find his way, and calls whose model decides: <see cref="OpenCall"/>.</summary>
    static readonly Scope[] Any = [Scope.Classify, Scope.Generate, Scope.Admin];

    static readonly Dictionary<string, Scope[]> Table = new()
    {
        [$"{Lesion}Classify"] = Classify,
        [$"{Lesion}ClassifyStream"] = Classify,
        [$"{Lesion}Embed"] = Classify,
        [$"{Lesion}Generate"] = Generate,
        [$"{Lesion}ListBundles"] = Any,
        [$"{Lesion}DescribeBundle"] = Any,
        [$"{Inference}ServerLive"] = Open,
        [$"{Inference}ServerReady"] = Open,
        [$"{Inference}ModelReady"] = Open,
        [$"{Inference}ServerMetadata"] = Any,
        [$"{Inference}ModelMetadata"] = Any,
        [$"{Inference}ModelInfer"] = Any,
        [$"{Inference}ModelStreamInfer"] = Any,
        [$"{Inference}ModelConfig"] = Any,
        [$"{Inference}ModelStatistics"] = Any,
        [$"{Inference}RepositoryIndex"] = Any,
        [$"{Inference}RepositoryModelLoad"] = Admin,
        [$"{Inference}RepositoryModelUnload"] = Admin,
        [$"{Inference}SystemSharedMemoryStatus"] = Any,
        [$"{Inference}SystemSharedMemoryRegister"] = Any,
        [$"{Inference}SystemSharedMemoryUnregister"] = Any,
        [$"{Inference}CudaSharedMemoryStatus"] = Any,
        [$"{Inference}CudaSharedMemoryRegister"] = Any,
        [$"{Inference}CudaSharedMemoryUnregister"] = Any,
        [$"{Inference}TraceSetting"] = Any,
        [$"{Inference}LogSettings"] = Any,
        ["/grpc.health.v1.Health/Check"] = Open,
        ["/grpc.health.v1.Health/Watch"] = Open,
        ["/grpc.health.v1.Health/List"] = Open,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Any,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Any,
    };

    /// <summary>What an endpoint asks for that is another reading of a gRPC method.</summary>
    public static RequiredScope Of(string method) => new(Table.GetValueOrDefault(method, Admin));

    public static bool Knows(string method) => Table.ContainsKey(method);

    /// <summary>
    /// Of a gRPC method, native or transcoded, or of an endpoint that carries its scope; empty where none is needed.
    /// What is no route only refuses, such as a wrong verb.
    /// </summary>
    public static IReadOnlyList<Scope> Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc
            ? Table.GetValueOrDefault(grpc.Method.FullName, Admin)
            : endpoint.Metadata.GetMetadata<RequiredScope>()?.Scopes ?? (endpoint is RouteEndpoint ? Admin : Open);
}

/// <summary>On an endpoint that is no gRPC method; without it only an administrator may call.</summary>
sealed record RequiredScope(params IReadOnlyList<Scope> Scopes)
{
    /// <summary>Open to everybody.</summary>
    public static readonly RequiredScope None = new();
}
