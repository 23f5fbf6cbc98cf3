using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Protos;

namespace Platform.Inference.Tests.Security;

/// <summary>A real server with the options of this folder, on free ports of this machine.</summary>
sealed class SecuredServer : IAsyncDisposable
{
    readonly WebApplication app;

    SecuredServer(WebApplication app) => this.app = app;

    public static Task<SecuredServer> StartAsync(TinyBundleFixture fixture, SecurityOptions security) =>
        StartAsync(fixture, new ServeOptions { Security = security });

    public static async Task<SecuredServer> StartAsync(TinyBundleFixture fixture, ServeOptions options)
    {
        var app = Server.Create(fixture.Path, options, logging => logging.SetMinimumLevel(LogLevel.Warning));
        await Server.StartAsync(app, options);
        return new(app);
    }

    /// <summary>In the order of listening: calls, metrics, health.</summary>
    public string[] Addresses =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public GrpcChannel Open(HttpMessageHandler? handler = null, int address = 0) =>
        GrpcChannel.ForAddress(Addresses[address], new() { HttpHandler = handler, DisposeHttpClient = true });

    /// <summary>The status of one classification.</summary>
    public static async Task<Status> ClassifyAsync(GrpcChannel channel, string? key = null)
    {
        try
        {
            var headers = new Metadata();
            if (key is not null)
                headers.Add("authorization", $"Bearer {key}");
            await new Lesion.LesionClient(channel).ClassifyAsync(
                new() { Image = Google.Protobuf.ByteString.CopyFrom(Samples.Png(1)) },
                headers
            );
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
