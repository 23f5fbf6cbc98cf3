using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Routing;
using Platform.Inference.Security;
using Platform.Inference.Serving;

namespace Platform.Inference.Tests.Security;

public class PermissionTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Table_KnowsEveryMethodThatIsServed()
    {
        await using var server = await SecuredServer.StartAsync(fixture, new ServeOptions());
        string[] served = [.. server.Service<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName).OfType<string>().Distinct()];
        Assert.Contains("/lesion.v1.Lesion/Classify", served);
        Assert.DoesNotContain(served, m => !Permission.Knows(m));
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
