using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace Platform.Inference.Tests.Security;

public class InsecureTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Serve_Insecure_StartsAndSaysSo()
    {
        using var process = Cli.Start("serve", fixture.Path, "--port", "0", "--host", "0.0.0.0", "--insecure");
        using var channel = GrpcChannel.ForAddress((await Cli.AddressAsync(process)).Replace("0.0.0.0", "127.0.0.1"));
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);
        Cli.Terminate(process);
        Assert.Contains(
            "insecure: others can reach this server, and neither TLS nor authentication is on",
            await process.StandardError.ReadToEndAsync()
        );
        await process.WaitForExitAsync();
    }

    /// <summary>/dev/full answers each write as a full disk does.</summary>
    [Fact]
    public async Task Serve_WithNoRoomForItsLog_GoesOnAnswering()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Inference.dll");
        using var process = Process.Start(
            new ProcessStartInfo(
                "/bin/sh",
                [
                    "-c",
                    "exec dotnet \"$0\" serve \"$1\" --port 0 --host 0.0.0.0 --insecure 2>/dev/full",
                    program,
                    fixture.Path,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        using var channel = GrpcChannel.ForAddress((await Cli.AddressAsync(process)).Replace("0.0.0.0", "127.0.0.1"));
        for (var i = 0; i < 5; i++)
            Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);
        Cli.Terminate(process);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A supervisor whose disk is full, or whose reader has died, takes no server down with it.</summary>
    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">/dev/full 2>/dev/full")]
    [InlineData("| true")]
    public async Task Serve_WhoseStandardOutputTakesNothing_GoesOnAnswering(string output)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Inference.dll");
        var port = FreePort();
        var command = $"dotnet '{program}' serve '{fixture.Path}' --port {port} {output}";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"trap : TERM; {command}"]))!;
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await channel.ConnectAsync(limit.Token);
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(limit.Token);
    }

    static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
