using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Inference.Classification;
using Platform.Inference.Security;
using Platform.Shared.Sampling;
using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Inference.Serving;

/// <summary>The gRPC server: HTTP/2 without TLS, the service with health and reflection. Nothing is read from the environment.</summary>
public static class Server
{
    public static WebApplication Create(Bundle bundle, ServeOptions options, Action<ILoggingBuilder> logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Host, options.Port, listen => { listen.Protocols = HttpProtocols.Http2; listen.Secure(ListenerRole.Calls); });
            kestrel.ListenForWatchers(options.Security, options.Host);
            kestrel.Limits.Http2.MaxStreamsPerConnection = options.Security.MaxStreams;
            kestrel.Limits.MaxRequestBodySize = null;                                         // gRPC bounds each message itself
            kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;                           // an image in one flight
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));

        builder.AddSecurity(options.Security, options.Host);
        builder.AddMetrics();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(bundle.Manifest);
        builder.Services.AddSingleton(new Classifier(bundle, options.Images));
        builder.Services.AddSingleton(new ImageSampler(bundle.Generator));
        builder.Services.AddSingleton(new WorkSlots(options.Concurrency));

        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<CallLimits>();
            grpc.Interceptors.Add<InputErrors>();
        });
        if (options.Security.Reflection) builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks(health => health.Services.Map("lesion.v1.Lesion", _ => true))
            .AddCheck("bundle", () => HealthCheckResult.Healthy());                           // the process serves only a bundle that passed every check

        var app = builder.Build();
        app.UseRouting();
        app.UseSecurity(options.Host);
        app.MapGrpcService<LesionService>();
        app.MapGrpcHealthChecksService();
        if (options.Security.Reflection) app.MapGrpcReflectionService();
        return app;
    }

    /// <exception cref="InputException">The port is taken, or not allowed.</exception>
    public static async Task<string> StartAsync(WebApplication app, ServeOptions options, CancellationToken cancel = default)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new InputException($"{options.Host}:{options.Port}: cannot listen there ({(e.InnerException ?? e).Message}); choose another --port, or 0 for any free one", e);
        }
        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }
}
