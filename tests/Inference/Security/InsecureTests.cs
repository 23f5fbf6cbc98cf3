using System.Diagnostics;
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
        Assert.Contains("insecure: others can reach this server, and neither TLS nor authentication is on", await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
    }

    /// <summary>/dev/full answers each write as a full disk does.</summary>
    [Fact]
    public async Task Serve_WithNoRoomForItsLog_GoesOnAnswering()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        var program = Path.Combine(AppContext.BaseDirectory, "Platform.Inference.dll");
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" serve \"$1\" --port 0 --host 0.0.0.0 --insecure 2>/dev/full", program, fixture.Path])
        {
            RedirectStandardOutput = true,
        })!;
        using var channel = GrpcChannel.ForAddress((await Cli.AddressAsync(process)).Replace("0.0.0.0", "127.0.0.1"));
        for (var i = 0; i < 5; i++) Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);
        Cli.Terminate(process);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
