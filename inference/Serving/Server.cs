using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Platform.Inference.OpenInference.Rest;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Inference.Security.Connections;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>The server: its table of contents. Nothing is read from the environment.</summary>
public static class Server
{
    /// <param name="models">a bundle's version folder, the folder of its versions, or the folder of all bundles</param>
    /// <exception cref="InputException">
    /// The options contradict each other, a port is taken or not allowed, or too few files may be open.
    /// </exception>
    public static WebApplication Create(string models, ServeOptions options, Action<ILoggingBuilder> logging)
    {
        NativeHeap.Configure();
        var builder = WebApplication.CreateEmptyBuilder(new());
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainLimit);
        builder.Services.AddSingleton(options);
        builder.AddSecurity(options.Security, options.Ports.Host);
        builder.Services.AddConnectionLimits(options.Ports, options.Security);
        builder.AddTelemetry(options.Collector);
        builder.Services.AddModels(models, options);
        builder.Services.AddCalls(options);

        var app = builder.Build();
        Ports.Check(options.Ports, options.Security);
        // beside the rest of the start, which waits for it and says what failed
        _ = app.Services.GetRequiredService<ModelRepository>().ScanAsync();
        app.UseAnswerHeaders();
        app.UseHeadRequests();
        app.UseHttpAnswers();
        app.UseRouting();
        app.UseAdmission();
        app.UseSecurity(options.Ports.Host);
        app.UseMessageLimits(options.Classification.MaxMessageBytes);
        app.UseAdmissionPlaces(options.Classification.MaxMessageBytes);
        app.UseJsonRequests();
        app.UseRestTransfer();
        app.MapCalls(options);
        return app;
    }

    /// <summary>Loads the models, then listens.</summary>
    /// <exception cref="InputException">No bundle can be served, or the port is taken or not allowed.</exception>
    public static async Task<ServerAddresses> StartAsync(
        WebApplication app,
        ServeOptions options,
        CancellationToken cancel = default
    )
    {
        var repository = app.Services.GetRequiredService<ModelRepository>();
        await repository.ScanAsync(cancel);
        if (repository.Current.Bundles.Count == 0)
            throw new InputException(
                repository.Current.Failures is [var failure, ..]
                    ? failure.Reason
                    : "no bundle to serve: give a bundle's version folder, the folder that holds its versions, or "
                        + "the folder of all bundles"
            );
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            Ports.Check(options.Ports, options.Security); // it was free when the start began
            throw new InputException($"{e.Message.TrimEnd('.')}; choose another port, or 0 for any free one", e);
        }
        var addresses = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.ToArray();
        return ServerAddresses.Of(addresses, options);
    }
}
