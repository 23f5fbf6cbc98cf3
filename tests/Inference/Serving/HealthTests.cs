using Grpc.Core;
using Grpc.Health.V1;
using Platform.Inference.Tests.Repository;
using Platform.Shared.Bundles;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Platform.Inference.Tests.Serving;

public class HealthTests
{
    [Fact]
    public async Task Check_OfAServerWithABadBundle_SaysWhichServes()
    {
        using var root = new ModelRoot().With("a", "1.0.0").With("b", "1.0.0");
        root.Damage("b", "1.0.0", BundleFiles.Head);
        await using var server = await RunningServer.StartAsync(root.Path);
        var health = new Health.HealthClient(server.Channel);
        async Task<ServingStatus> Of(string service) => (await health.CheckAsync(new() { Service = service })).Status;
        Assert.Equal(
            (ServingStatus.Serving, ServingStatus.NotServing, ServingStatus.NotServing),
            (await Of("a"), await Of("b"), await Of(""))
        );
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Of("c"))).StatusCode);
        Assert.False((await server.Inference.ServerReadyAsync(new())).Ready);
        var listed = await server.Client.ListBundlesAsync(new());
        Assert.False(listed.Ready);
        Assert.Contains("head.zip: its SHA-256", listed.Bundles.Single(b => b.Name == "b").Reason);
        Assert.Contains(server.Log, line => line.StartsWith("Warning") && line.Contains("bundle b 1.0.0 refused"));
    }

    [Fact]
    public async Task Watch_TellsOfChanges_AndEndsWithTheServer()
    {
        using var root = new ModelRoot().With("a", "1.0.0");
        var server = await RunningServer.StartAsync(root.Path, new() { DrainLimit = TimeSpan.FromMinutes(5) });
        using var watch = new Health.HealthClient(server.Channel).Watch(new() { Service = "a" });
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        await server.Repository.UnloadAsync("a", default);
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        // far below the limit: the watcher does not hold it
        await server.StopAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Stop_LetsACallUnderWayEnd()
    {
        using var root = new ModelRoot().With("a", "1.0.0");
        var server = await RunningServer.StartAsync(
            root.Path,
            new()
            {
                DrainLimit = TimeSpan.FromMinutes(1),
                Generation = new() { MaxGenerate = 10_000 },
            }
        );
        using var call = server.Client.Generate(new() { Count = 2000 });
        Assert.True(await call.ResponseStream.MoveNext(default));
        var stopped = server.StopAsync();
        var received = 1;
        while (await call.ResponseStream.MoveNext(default))
            received++;
        Assert.Equal(2000, received);
        await stopped;
        await server.DisposeAsync();
    }
}
