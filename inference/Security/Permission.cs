using Grpc.AspNetCore.Server;

namespace Platform.Inference.Security;

/// <summary>The scope that each call asks for; a call that this table does not have asks for the highest.</summary>
static class Permission
{
    const string Lesion = "/lesion.v1.Lesion/", Inference = "/inference.GRPCInferenceService/";

    /// <summary>Null: open to everybody, because load balancers and probes bring no key and it tells nothing of the models.</summary>
    static readonly Dictionary<string, Scope?> Table = new()
    {
        [$"{Lesion}Classify"] = Scope.Classify,
        [$"{Lesion}ClassifyStream"] = Scope.Classify,
        [$"{Lesion}Embed"] = Scope.Classify,
        [$"{Lesion}ListBundles"] = Scope.Classify,
        [$"{Lesion}DescribeBundle"] = Scope.Classify,
        [$"{Lesion}GetBundle"] = Scope.Classify,
        [$"{Lesion}Generate"] = Scope.Generate,
        [$"{Inference}ServerLive"] = null,
        [$"{Inference}ServerReady"] = null,
        [$"{Inference}ModelReady"] = null,
        [$"{Inference}ServerMetadata"] = Scope.Classify,
        [$"{Inference}ModelMetadata"] = Scope.Classify,
        [$"{Inference}ModelInfer"] = Scope.Classify,
        [$"{Inference}ModelStreamInfer"] = Scope.Classify,
        [$"{Inference}ModelStatistics"] = Scope.Classify,
        [$"{Inference}RepositoryIndex"] = Scope.Classify,
        [$"{Inference}RepositoryModelLoad"] = Scope.Admin,
        [$"{Inference}RepositoryModelUnload"] = Scope.Admin,
        ["/grpc.health.v1.Health/Check"] = null,
        ["/grpc.health.v1.Health/Watch"] = null,
        ["/grpc.health.v1.Health/List"] = null,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Scope.Classify,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Scope.Classify,
    };

    public static bool Knows(string method) => Table.ContainsKey(method);

    /// <summary>Of a gRPC method, native or transcoded, or of an endpoint that carries its scope.</summary>
    public static Scope? Of(Endpoint endpoint) => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc
        ? Table.GetValueOrDefault(grpc.Method.FullName, Scope.Admin)
        : endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope;
}

/// <summary>On an endpoint that is no gRPC method.</summary>
sealed record RequiredScope(Scope Scope);
