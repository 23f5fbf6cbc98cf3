using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Platform.Inference.Serving;

namespace Platform.Inference.Tests.Security;

public class CollectorTests(TinyBundleFixture fixture)
{
    [Fact]
    public async Task Metrics_AndTraces_ArePushed()
    {
        var bodies = new ConcurrentDictionary<string, byte[]>();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            bodies[context.Request.Path] = body.ToArray();
        });
        await collector.StartAsync();

        await using (
            var server = await SecuredServer.StartAsync(
                fixture,
                new ServeOptions { Collector = new(collector.Urls.First()) }
            )
        )
        using (var channel = server.Open())
            // what is pending is pushed when the server ends
            Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);

        Assert.True(bodies["/v1/metrics"].AsSpan().IndexOf("nv_inference_request_success"u8) > 0);
        Assert.True(bodies["/v1/traces"].AsSpan().IndexOf("/lesion.v1.Lesion/Classify"u8) > 0);
    }
}
