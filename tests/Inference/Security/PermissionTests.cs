using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Routing;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Inference.Wire;

namespace Platform.Inference.Tests.Security;

public class PermissionTests(TinyBundleFixture fixture)
{
    /// <summary>
    /// A route says which ports answer it, who may call it and how long its messages may be: none has a default that
    /// would let a call in.
    /// </summary>
    [Fact]
    public async Task Route_SaysWhichPortsAnswerIt_WhoMayCall_AndWhatItsMessagesAre()
    {
        var options = new ServeOptions
        {
            Ports = new() { HttpPort = 0 },
            Security = new() { MetricsPort = 0, HealthPort = 0 },
        };
        await using var server = await SecuredServer.StartAsync(fixture, options);
        var routes = server.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        Assert.All(routes, r => Assert.NotNull(r.Metadata.GetMetadata<OnPorts>()));
        Assert.All(routes, r => Assert.NotNull(r.Metadata.GetMetadata<RequiredScopeAttribute>()));
        Assert.All(routes, r => Assert.NotNull(r.Metadata.GetMetadata<MessageSizeAttribute>()));
        Assert.Equal(
            ["/lesion.v1.Lesion/Classify", "/lesion.v1.Lesion/Embed", "/v1/classify", "/v1/embed"],
            routes
                .Where(r => r.Metadata.GetMetadata<TakesImageAttribute>() is not null)
                .Select(r => r.RoutePattern.RawText!)
                .Order(StringComparer.Ordinal)
        );

        string[] On(ListenerRole role)
        {
            var answered = routes.Where(r => ListenerRoles.Answers(r, role));
            return [.. answered.Select(r => r.RoutePattern.RawText!).Distinct().Order()];
        }

        Assert.Equal(["/metrics"], On(ListenerRole.Metrics));
        Assert.Equal(["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"], On(ListenerRole.Health));
        Assert.DoesNotContain("/metrics", On(ListenerRole.Calls));
        Assert.Contains("/v1/classify", On(ListenerRole.Calls));
        string[] open = [.. routes.Where(r => Permission.Of(r).Count == 0).Select(r => r.RoutePattern.RawText!)];
        Assert.DoesNotContain(open, path => path.StartsWith("/v1/") || path.StartsWith("/lesion.v1.Lesion/"));
    }

    /// <summary>Written out: a call changes its scope by a decision, not by an oversight.</summary>
    [Fact]
    public async Task Scope_OfWhatClassifiesDrawsAndChanges_IsThatOfNoOtherCall()
    {
        var options = new ServeOptions { Ports = new() { HttpPort = 0 } };
        await using var server = await SecuredServer.StartAsync(fixture, options);
        var routes = server.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        string[] With(params Scope[] scopes) =>
            [
                .. routes
                    .Where(r => Permission.Of(r).SequenceEqual(scopes))
                    .Select(r => r.RoutePattern.RawText!)
                    .Order(StringComparer.Ordinal),
            ];
        Assert.Equal(
            [
                "/inference.GRPCInferenceService/RepositoryModelLoad",
                "/inference.GRPCInferenceService/RepositoryModelUnload",
                "/v2/repository/models/{name}/load",
                "/v2/repository/models/{name}/unload",
            ],
            With(Scope.Admin)
        );
        Assert.Equal(["/lesion.v1.Lesion/Generate", "/v1/generate"], With(Scope.Generate));
        Assert.Equal(
            [
                "/lesion.v1.Lesion/Classify",
                "/lesion.v1.Lesion/ClassifyStream",
                "/lesion.v1.Lesion/Embed",
                "/v1/classify",
                "/v1/embed",
                "/v1/state",
            ],
            With(Scope.Classify)
        );
    }

    [Fact]
    public async Task Reflection_TurnedOff_IsUnimplemented()
    {
        await using var server = await SecuredServer.StartAsync(fixture, new ServeOptions { Reflection = false });
        using var channel = server.Open();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }
}
