using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Platform.Inference.Serving;
using Platform.Inference.Tests.Serving;
using static Platform.Inference.Tests.Serving.Requests;

namespace Platform.Inference.Tests.Security.Connections;

/// <summary>Real sockets that send nothing, against a server whose calls must go on.</summary>
public class ConnectionsTests(TinyBundleFixture fixture)
{
    /// <summary>A process that has used up its descriptors is ended by the runtime.</summary>
    [Theory]
    [InlineData("--health-port")]
    [InlineData("--metrics-port")]
    [InlineData("--http-port")]
    [InlineData("--port")]
    public async Task Serve_AttackedBySilentConnections_GoesOnAnswering(string attacked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the limit on open files is Unix's");
        var ports = new[] { "--port", "--http-port", "--health-port", "--metrics-port" }.ToDictionary(
            option => option,
            _ => FreePort()
        );
        var options = string.Join(' ', ports.Select(p => $"{p.Key} {p.Value}"));
        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Inference.dll");
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", $"ulimit -n 320; exec dotnet \"$0\" serve \"$1\" {options}", program, fixture.Path]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        await Cli.AddressAsync(process);
        using var silent = new Silent();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var bundles = $"http://127.0.0.1:{ports["--http-port"]}/v1/bundles";
        Assert.Contains("tiny", await client.GetStringAsync(bundles));
        var attack = silent.OpenAsync($"http://127.0.0.1:{ports[attacked]}", 400);
        while (!attack.IsCompleted)
            Assert.Contains("tiny", await client.GetStringAsync(bundles));
        await attack;
        using var later = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        Assert.Contains("tiny", await later.GetStringAsync(bundles));
        Cli.Terminate(process);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [Fact]
    public async Task Silent_PastItsTime_IsClosed_AndOneThatSpokeIsNot()
    {
        var options = new ServeOptions
        {
            Ports = new() { HttpPort = 0 },
            Security = new() { SilenceLimit = TimeSpan.FromMilliseconds(500) },
        };
        await using var server = await SecuredServer.StartAsync(fixture, options);
        using var silent = new Silent();
        await silent.OpenAsync(server.Addresses[0], 3);
        await silent.OpenAsync(server.Addresses[1], 4);
        var spoke = silent.Sockets[^1];
        await spoke.SendAsync("GET / HTTP/1.1\r\n"u8.ToArray());
        await silent.LeftAsync(1);
        Assert.True(Silent.IsOpen(spoke));
    }

    [Fact]
    public async Task CallUnderWay_IsNotClosedToMakeRoom()
    {
        await using var server = await RunningServer.StartAsync(
            fixture,
            new() { Security = new() { MaxConnections = 4 } }
        );
        using var call = server.Client.ClassifyStream();
        async Task ClassifyAsync()
        {
            await call.RequestStream.WriteAsync(Request(Samples.Png(0)));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
        await ClassifyAsync();
        using var silent = new Silent();
        await silent.OpenAsync(server.Address, 50);
        await silent.LeftAsync(1); // 4, of which one address may have 2
        await ClassifyAsync();
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!server.Log.Any(line => line.Contains("refused, or closed to make room")))
            await Task.Delay(20, limit.Token);
    }

    [Fact]
    public async Task Refused_AreCounted()
    {
        var security = new Inference.Security.SecurityOptions { MaxConnections = 50, MetricsPort = 0 };
        await using var server = await SecuredServer.StartAsync(fixture, security);
        using var silent = new Silent();
        await silent.OpenAsync(server.Addresses[0], 60);
        await silent.LeftAsync(20); // 40 of 50 are the calls', 20 of one address
        using var client = new HttpClient();
        Assert.Contains(
            "lesion_rejections_total{reason=\"connections\"} 40",
            await client.GetStringAsync($"{server.Addresses[1]}/metrics")
        );
    }

    [Theory]
    [InlineData("--max-connections 0", "--max-connections 0: must be 1 to 1000000")]
    [InlineData("--max-connections 1000000", "--max-connections 1000000: this process may open")]
    [InlineData("--max-connections-per-address -1", "--max-connections-per-address -1: must be 1 to 1000000")]
    public async Task Serve_WithALimitOutOfRange_NamesIt(string options, string reason)
    {
        var result = await Cli.RunAsync(["serve", fixture.Path, "--port", "0", .. options.Split(' ')]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {reason}", Assert.Single(result.ErrorLines));
    }
}
