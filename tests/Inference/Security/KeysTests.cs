using Grpc.Core;
using Grpc.Health.V1;
using Platform.Inference.Security;
using Platform.Protos;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Tests.Security;

public sealed class KeysTests(TinyBundleFixture fixture) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("keys-");

    string KeysPath => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    string Add(string name, int rate, int burst, params Scope[] scopes)
    {
        var (stored, secret) = ApiKey.Create(name, scopes, rate, burst, DateTimeOffset.UtcNow);
        KeyFile.Change(KeysPath, keys => [.. keys, stored]);
        return secret;
    }

    [Fact]
    public async Task Command_AddsListsAndRemoves_AndStoresNoSecret()
    {
        var added = await Cli.RunAsync(
            "keys",
            "add",
            "ward 3",
            "--keys",
            KeysPath,
            "--scopes",
            "classify,generate",
            "--rate",
            "7"
        );
        Assert.Equal(0, added.ExitCode);
        var secret = Assert.Single(added.OutputLines);
        Assert.DoesNotContain(secret[^43..], File.ReadAllText(KeysPath));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeysPath));

        var line = Assert.Single((await Cli.RunAsync("keys", "list", "--keys", KeysPath)).OutputLines);
        Assert.StartsWith(ApiKey.IdOf(secret)!, line);
        Assert.EndsWith("7/s, 14 at once  classify,generate  ward 3", line);

        var twice = await Cli.RunAsync("keys", "add", "ward 3", "--keys", KeysPath);
        Assert.Equal((1, true), (twice.ExitCode, twice.Error.StartsWith("error: 'ward 3' has a key already")));
        Assert.Equal(0, (await Cli.RunAsync("keys", "remove", "ward 3", "--keys", KeysPath)).ExitCode);
        Assert.Empty(KeyFile.Read(KeysPath));
        Assert.StartsWith(
            $"error: {KeysPath}: no key 'ward 3'",
            (await Cli.RunAsync("keys", "remove", "ward 3", "--keys", KeysPath)).Error
        );
    }

    /// <summary>A server of another user reads the file by its group, also after a change.</summary>
    [Fact, System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Change_KeepsTheModeOfTheFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix's");
        Add("a", 1, 1, Scope.Classify);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeysPath));
        var shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(KeysPath, shared);
        Add("b", 1, 1, Scope.Classify);
        Assert.Equal(shared, File.GetUnixFileMode(KeysPath));
    }

    [Fact]
    public async Task Call_WithoutAKey_OrWithAWrongOne_IsUnauthenticated()
    {
        var key = Add("a", 1000, 1000, Scope.Classify);
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { Keys = KeysPath });
        using var channel = server.Open();
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel, key)).StatusCode);
        foreach (
            var wrong in new[]
            {
                null,
                "",
                "nonsense",
                key[..^1] + (key[^1] == 'A' ? 'B' : 'A'),
                key + "A",
                new string('x', 5000),
            }
        )
            Assert.Equal(StatusCode.Unauthenticated, (await SecuredServer.ClassifyAsync(channel, wrong)).StatusCode);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.Serving,
            (await new Health.HealthClient(channel).CheckAsync(new())).Status
        ); // probes bring no key
    }

    [Fact]
    public async Task Call_WithoutItsScope_IsPermissionDenied()
    {
        var key = Add("a", 1000, 1000, Scope.Generate);
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { Keys = KeysPath });
        using var channel = server.Open();
        var status = await SecuredServer.ClassifyAsync(channel, key);
        Assert.Equal(
            (StatusCode.PermissionDenied, "this key lacks the scope classify"),
            (status.StatusCode, status.Detail)
        );
        using var drawn = new Lesion.LesionClient(channel).Generate(
            new() { Count = 1 },
            new Metadata { { "x-api-key", key } }
        );
        Assert.True(await drawn.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task ModelInfer_AsksForTheScopeOfItsModel_AndChargesItsRows()
    {
        var key = Add("a", 1, 10, Scope.Generate);
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { Keys = KeysPath });
        using var channel = server.Open();
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        async Task<StatusCode> Infer(string model, int rows)
        {
            var input = new ModelInferRequest.Types.InferInputTensor
            {
                Name = "seed",
                Datatype = "INT64",
                Shape = { rows },
                Contents = new() { Int64Contents = { Enumerable.Repeat(1L, rows) } },
            };
            try
            {
                await client.ModelInferAsync(
                    new() { ModelName = model, Inputs = { input } },
                    new Metadata { { "x-api-key", key } }
                );
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
            return StatusCode.OK;
        }
        Assert.Equal(StatusCode.PermissionDenied, await Infer("tiny", 1));
        Assert.Equal(StatusCode.OK, await Infer("tiny-generator", 6));
        Assert.Equal(StatusCode.ResourceExhausted, await Infer("tiny-generator", 9));
    }

    [Fact]
    public async Task Call_AboveItsRate_IsResourceExhausted_AndAnotherKeyGoesOn()
    {
        var (slow, other) = (Add("slow", 1, 3, Scope.Classify), Add("other", 1000, 1000, Scope.Classify));
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { Keys = KeysPath });
        using var channel = server.Open();
        var statuses = new List<StatusCode>();
        for (var i = 0; i < 30; i++)
            statuses.Add((await SecuredServer.ClassifyAsync(channel, slow)).StatusCode);
        Assert.Equal([StatusCode.OK, StatusCode.OK, StatusCode.OK], statuses[..3]);
        Assert.Contains(StatusCode.ResourceExhausted, statuses[3..]);
        Assert.Equal([StatusCode.OK, StatusCode.ResourceExhausted], statuses.Distinct());
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel, other)).StatusCode);
    }

    [Fact]
    public async Task Stream_AboveItsRate_IsSlowedDown_NotCut()
    {
        var key = Add("a", 40, 1, Scope.Generate);
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { Keys = KeysPath });
        using var channel = server.Open();
        using var call = new Lesion.LesionClient(channel).Generate(
            new() { Count = 12 },
            new Metadata { { "x-api-key", key } }
        );
        var started = System.Diagnostics.Stopwatch.StartNew();
        var images = 0;
        await foreach (var _ in call.ResponseStream.ReadAllAsync())
            images++;
        Assert.Equal(12, images);
        Assert.True(
            started.Elapsed >= TimeSpan.FromMilliseconds(200),
            $"{started.Elapsed}: eleven images at 40 a second take 275 ms"
        ); // never less, however busy the machine
    }

    [Fact]
    public async Task KeyRing_SeesARemovedKey_AndKeepsItsKeysWhenTheFileIsDamaged()
    {
        var (first, second) = (Add("first", 1000, 1000, Scope.Classify), Add("second", 1000, 1000, Scope.Classify));
        await using var server = await SecuredServer.StartAsync(fixture, new SecurityOptions { Keys = KeysPath });
        using var channel = server.Open();
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel, first)).StatusCode);
        KeyFile.Change(KeysPath, keys => [.. keys.Where(k => k.Name != "first")]);
        Assert.Equal(StatusCode.Unauthenticated, (await SecuredServer.ClassifyAsync(channel, first)).StatusCode);
        File.WriteAllText(KeysPath, "{ \"keys\": [ half");
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel, second)).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await SecuredServer.ClassifyAsync(channel, first)).StatusCode);
    }

    [Fact]
    public async Task Metrics_BeyondThisMachine_AskForTheirScope()
    {
        var (classify, metrics) = (Add("a", 10, 10, Scope.Classify), Add("b", 10, 10, Scope.Metrics));
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new SecurityOptions
            {
                Keys = KeysPath,
                MetricsPort = 0,
                MetricsHost = System.Net.IPAddress.Any,
                Insecure = true,
            }
        );
        using var client = new HttpClient();
        async Task<int> Read(string? key)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                $"{server.Addresses[1].Replace("0.0.0.0", "127.0.0.1")}/metrics"
            );
            if (key is not null)
                request.Headers.Add("authorization", $"Bearer {key}");
            return (int)(await client.SendAsync(request)).StatusCode;
        }
        int[] statuses = [await Read(null), await Read(classify), await Read(metrics)];
        Assert.Equal([401, 403, 200], statuses);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \"keys\": [], \"extra\": 1 }")]
    [InlineData(
        """
            { "keys": [ { "id": "0011aabb", "name": "a", "sha256": "00", "scopes": ["classify"],
              "rate": 1, "burst": 1, "created": "2026-01-01T00:00:00Z" } ] }
            """
    )]
    public async Task Serve_WithADamagedKeyFile_NamesIt(string content)
    {
        File.WriteAllText(KeysPath, content);
        var result = await Cli.RunAsync("serve", fixture.Path, "--port", "0", "--keys", KeysPath);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {KeysPath}: damaged", Assert.Single(result.ErrorLines));
    }
}
