using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Platform.Protos;

namespace Platform.Inference.Tests.Serving;

/// <summary>In a process of its own, whose memory is the server's alone.</summary>
public class IdleMemoryTests(TinyBundleFixture fixture)
{
    const int Calls = 24,
        MegaBytes = 19;

    [Fact]
    public async Task Server_AfterABurstOfLargeCalls_GivesTheMemoryBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var process = Cli.Start("serve", fixture.Path, "--port", "0");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            using var channel = GrpcChannel.ForAddress(
                await Cli.AddressAsync(process),
                new() { MaxSendMessageSize = null }
            );
            var client = new Lesion.LesionClient(channel);
            var noImage = new ClassifyRequest { Image = ByteString.CopyFrom(new byte[MegaBytes << 20]) };
            await RefusedAsync(client, noImage); // compiles what a call goes through
            var before = Resident(process);
            await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => RefusedAsync(client, noImage)));
            Assert.True(
                Resident(process) > 1.5 * before,
                $"{before} MB before, {Resident(process)} MB after the burst"
            );

            while (Resident(process) > 1.2 * before)
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
        finally
        {
            Cli.Terminate(process);
            await process.WaitForExitAsync();
        }
    }

    static async Task RefusedAsync(Lesion.LesionClient client, ClassifyRequest request)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ClassifyAsync(request));
        Assert.True(error.StatusCode == StatusCode.InvalidArgument, $"{error.Status}");
    }

    /// <summary>MB</summary>
    static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 >> 20;
    }
}
