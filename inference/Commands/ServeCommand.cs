using System.CommandLine;
using Platform.CommandLine;
using Platform.Inference.Repository;
using Platform.Inference.Serving;
using Platform.Shared;

namespace Platform.Inference.Commands;

static class ServeCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("models") { Description = BundleArgument.Models };
        var command = new Command(
            "serve",
            "Answers gRPC and JSON calls until it is told to stop; "
                + "new versions of bundles are taken up while it runs."
        )
        {
            path,
        };
        var (serve, logs) = (new ServeArguments(), new LogOptions());
        serve.AddTo(command, portRequired: true);
        logs.AddTo(command);
        command.SetAction(
            (parsed, cancel) => RunAsync(parsed.GetRequiredValue(path), serve.Read(parsed), logs.Read(parsed), cancel)
        );
        return command;
    }

    static async Task RunAsync(
        string path,
        ServeOptions options,
        Action<ILoggingBuilder> logging,
        CancellationToken cancel
    )
    {
        await using var app = Server.Create(path, options, logging);
        var addresses = await Server.StartAsync(app, options, cancel);
        Announce(app, addresses);
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stop = cancel.Register(lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None);
    }

    /// <summary>A server whose standard output is full, or read by nobody, serves all the same.</summary>
    static void Announce(WebApplication app, ServerAddresses addresses)
    {
        try
        {
            foreach (var bundle in app.Services.GetRequiredService<ModelRepository>().Current.Bundles)
                Console.WriteLine(Terminal.Plain($"{bundle.Name} {bundle.Version}: {bundle.Manifest.IntendedUse}"));
            if (addresses.Metrics is { } metrics)
                Console.WriteLine($"metrics at {metrics}/metrics");
            if (addresses.Http is { } http)
                Console.WriteLine($"page and JSON at {http}");
            Console.WriteLine($"listening on {addresses.Grpc}");
        }
        catch (Exception e) when (e is InputException or OutputClosedException)
        {
            app.Logger.LogWarning("{Reason}; the server listens on {Address}", e.Message, addresses.Grpc);
        }
    }
}
