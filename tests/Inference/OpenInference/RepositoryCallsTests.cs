using Grpc.Core;
using Platform.Inference.Tests.Repository;
using Platform.Inference.Tests.Serving;
using Platform.Protos.OpenInference;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.OpenInference;

public class RepositoryCallsTests(TinyBundleFixture fixture)
{
    static async Task<string[]> IndexAsync(RunningServer server, bool ready = false)
    {
        var index = await server.Inference.RepositoryIndexAsync(new() { Ready = ready });
        return [.. index.Models.Select(m => $"{m.Name} {m.Version} {m.State} {m.Reason}".TrimEnd())];
    }

    static Task<Status> UnloadAsync(RunningServer server, RepositoryModelUnloadRequest request) =>
        FailureAsync(async () => await server.Inference.RepositoryModelUnloadAsync(request));

    static Task<Status> LoadAsync(RunningServer server, RepositoryModelLoadRequest request) =>
        FailureAsync(async () => await server.Inference.RepositoryModelLoadAsync(request));

    [Fact]
    public async Task UnloadAndLoad_TakeABundleOutAndBack_AndTheIndexKeepsIt()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        await server.Inference.RepositoryModelUnloadAsync(new() { ModelName = "tiny" });
        Assert.False((await server.Inference.ServerReadyAsync(new())).Ready);
        string[] unloaded = ["tiny 1.0.0 UNAVAILABLE unloaded", "tiny-generator 1.0.0 UNAVAILABLE unloaded"];
        Assert.Equal(unloaded, await IndexAsync(server));
        Assert.Empty(await IndexAsync(server, ready: true));
        await server.Repository.ScanAsync();
        Assert.Equal(unloaded, await IndexAsync(server));
        await server.Inference.RepositoryModelLoadAsync(new() { ModelName = "tiny" });
        Assert.Equal(["tiny 1.0.0 READY", "tiny-generator 1.0.0 READY"], await IndexAsync(server));
        Assert.Equal(StatusCode.NotFound, (await LoadAsync(server, new() { ModelName = "other" })).StatusCode);
    }

    [Fact]
    public async Task Index_ForgetsAnUnloadedBundleThatWasDeleted()
    {
        using var root = new ModelRoot();
        root.With("a", "1.0.0").With("b", "1.0.0");
        await using var server = await RunningServer.StartAsync(root.Path);
        await server.Inference.RepositoryModelUnloadAsync(new() { ModelName = "b" });
        Directory.Delete(root.Of("b"), recursive: true);
        await server.Repository.ScanAsync();
        Assert.Equal(["a 1.0.0 READY", "a-generator 1.0.0 READY"], await IndexAsync(server));
    }

    /// <summary>An empty name unloaded the only bundle, and the generator's took the classifier with it.</summary>
    [Theory]
    [InlineData("", StatusCode.InvalidArgument, "model name: empty; name the bundle to unload")]
    [InlineData(
        "tiny-generator",
        StatusCode.InvalidArgument,
        "'tiny-generator' is a part of bundle 'tiny', which is loaded and unloaded as a whole; unload 'tiny'"
    )]
    [InlineData("Tiny", StatusCode.NotFound, "bundle 'Tiny': not served; tiny is")]
    public async Task Unload_OfANameThatIsNoBundle_IsRefused(string name, StatusCode code, string detail)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var status = await UnloadAsync(server, new() { ModelName = name });
        Assert.Equal(code, status.StatusCode);
        Assert.Contains(detail, status.Detail);
        Assert.Equal(["tiny 1.0.0 READY", "tiny-generator 1.0.0 READY"], await IndexAsync(server));
    }

    [Theory]
    [InlineData("", "model name: empty; name the bundle to load")]
    [InlineData("tiny-generator", "is a part of bundle 'tiny', which is loaded and unloaded as a whole; load 'tiny'")]
    public async Task Load_OfANameThatIsNoBundle_IsRefused_AlsoWhereItIsUnloaded(string name, string detail)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        await server.Inference.RepositoryModelUnloadAsync(new() { ModelName = "tiny" });
        var status = await LoadAsync(server, new() { ModelName = name });
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(detail, status.Detail);
        Assert.Empty(await IndexAsync(server, ready: true));
    }

    [Fact]
    public async Task LoadAndUnload_WithWhatWouldBeIgnored_AreRefused()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var load = new RepositoryModelLoadRequest { ModelName = "tiny" };
        load.Parameters["config"] = new() { StringParam = "{\"max_batch_size\":1}" };
        Assert.Contains("parameter 'config': a bundle is served as published", (await LoadAsync(server, load)).Detail);
        var named = await LoadAsync(server, new() { ModelName = "tiny", RepositoryName = "mine" });
        Assert.Contains("repository_name 'mine': there is one repository", named.Detail);
        var unload = new RepositoryModelUnloadRequest { ModelName = "tiny" };
        unload.Parameters["force"] = new() { BoolParam = true };
        Assert.Contains("parameter 'force': only unload_dependents", (await UnloadAsync(server, unload)).Detail);
        var index = await FailureAsync(async () =>
            await server.Inference.RepositoryIndexAsync(new() { RepositoryName = "mine" })
        );
        Assert.Equal(StatusCode.InvalidArgument, index.StatusCode);
        Assert.True((await server.Inference.ModelReadyAsync(new() { Name = "tiny" })).Ready);
    }

    /// <summary>As Triton's clients send it always.</summary>
    [Fact]
    public async Task Unload_WithUnloadDependents_IsDone()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var request = new RepositoryModelUnloadRequest { ModelName = "tiny" };
        request.Parameters["unload_dependents"] = new() { BoolParam = false };
        await server.Inference.RepositoryModelUnloadAsync(request);
        Assert.Empty(await IndexAsync(server, ready: true));
    }

    [Fact]
    public async Task Unload_WhereAdministrationIsOff_IsDenied()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Protocol = new() { Administration = false } }
        );
        var status = await UnloadAsync(server, new() { ModelName = "tiny" });
        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.True((await server.Inference.ModelReadyAsync(new() { Name = "tiny" })).Ready);
    }
}
