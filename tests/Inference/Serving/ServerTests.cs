using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Platform.Protos;

namespace Platform.Inference.Tests.Serving;

public class ServerTests(TinyBundleFixture fixture)
{
    [Theory]
    [InlineData("")]
    [InlineData("lesion.v1.Lesion")]
    public async Task Health_IsServing(string service)
    {
        await using var server = await RunningServer.StartAsync(fixture);
        var answer = await new Health.HealthClient(server.Channel).CheckAsync(new() { Service = service });
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Reflection_ListsTheServices()
    {
        await using var server = await RunningServer.StartAsync(fixture);
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToArray();
        Assert.Contains("lesion.v1.Lesion", names);
        Assert.Contains("grpc.health.v1.Health", names);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Serve_SaysWhereItListens_AndStopsOnSigterm()
    {
        using var process = Cli.Start("serve", fixture.Path, "--port", "0");
        var address = await Cli.AddressAsync(process);
        using (var channel = GrpcChannel.ForAddress(address))
            Assert.Equal("tiny", (await new Lesion.LesionClient(channel).DescribeBundleAsync(new())).Name);
        var port = new Uri(address).Port;

        var second = await Cli.RunAsync("serve", fixture.Path, "--port", $"{port}");
        Assert.Equal(1, second.ExitCode);
        // One line: no bundle was loaded for it.
        Assert.StartsWith($"error: 127.0.0.1:{port}: cannot listen there", Assert.Single(second.ErrorLines));

        Cli.Terminate(process);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, process.ExitCode);
        Assert.All(
            (await process.StandardError.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains("bundle tiny 1.0.0 loaded", line)
        );
    }

    [Theory]
    [InlineData("--http-port")]
    [InlineData("--metrics-port")]
    [InlineData("--health-port")]
    public async Task Serve_OnATakenPort_NamesItsOption_BeforeABundleIsLoaded(string option)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var result = await Cli.RunAsync("serve", fixture.Path, "--port", "0", option, $"{port}");
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.Contains($"127.0.0.1:{port}: cannot listen there", line);
        Assert.Contains($"another {option},", line);
    }

    [Fact]
    public async Task Serve_WithOnePortForTwo_NamesBoth()
    {
        var result = await Cli.RunAsync("serve", fixture.Path, "--port", "18999", "--http-port", "18999");
        Assert.Contains("--http-port 18999: --port has it already", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Serve_StoresNoImage()
    {
        var (folder, temporary) = (
            Directory.CreateTempSubdirectory("serve-"),
            Directory.CreateTempSubdirectory("serve-tmp-")
        );
        using var process = Cli.StartIn(folder.FullName, temporary.FullName, "serve", fixture.Path, "--port", "0");
        using (var channel = GrpcChannel.ForAddress(await Cli.AddressAsync(process)))
        {
            string[] Files() =>
                [
                    .. new[] { folder, temporary }
                        .SelectMany(f => f.EnumerateFiles("*", SearchOption.AllDirectories))
                        .Select(f => $"{f.FullName} {f.Length}"),
                ];
            var before = Files();
            var client = new Lesion.LesionClient(channel);
            for (var i = 0; i < 3; i++)
                await client.ClassifyAsync(new() { Image = Google.Protobuf.ByteString.CopyFrom(Samples.Png(i)) });
            await Assert.ThrowsAsync<RpcException>(async () =>
                await client.ClassifyAsync(new() { Image = Google.Protobuf.ByteString.CopyFrom(Samples.Bad[0].Bytes) })
            );
            Assert.Equal(before, Files());
        }
        Cli.Terminate(process);
        await process.WaitForExitAsync();
        folder.Delete(recursive: true);
        temporary.Delete(recursive: true);
    }

    [Fact]
    public async Task Serve_LogsACallAsOneJsonObject_WithItsRequestId()
    {
        using var process = Cli.Start(
            "serve",
            fixture.Path,
            "--port",
            "0",
            "--log-level",
            "information",
            "--log-format",
            "json"
        );
        using (var channel = GrpcChannel.ForAddress(await Cli.AddressAsync(process)))
            await new Lesion.LesionClient(channel).ListBundlesAsync(
                new(),
                new Metadata { { "x-request-id", "ward-7" } }
            );
        Cli.Terminate(process);
        await process.WaitForExitAsync();
        var lines = (await process.StandardError.ReadToEndAsync())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement);
        var call = Assert
            .Single(lines, l => l.GetProperty("Category").GetString() == "Platform.Inference.Serving.CallLog")
            .GetProperty("State");
        Assert.Equal(
            ("ward-7", "/lesion.v1.Lesion/ListBundles", "OK"),
            (
                call.GetProperty("RequestId").GetString(),
                call.GetProperty("Method").GetString(),
                call.GetProperty("Status").GetString()
            )
        );
    }

    [Theory]
    [InlineData("--host", "elsewhere")]
    [InlineData("--max-bytes", "0")]
    [InlineData("--concurrency", "0")]
    [InlineData("--decode-limit", "0")]
    public async Task Serve_WithABadOption_NamesIt(string option, string value)
    {
        var result = await Cli.RunAsync("serve", fixture.Path, "--port", "0", option, value);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {option} {value}", Assert.Single(result.ErrorLines));
    }
}
