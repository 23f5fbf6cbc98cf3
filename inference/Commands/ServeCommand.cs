using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging.Console;
using Platform.Inference.Serving;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Inference.Commands;

static class ServeCommand
{
    public static Command Create()
    {
        var path = BundleArgument.Create();
        var port = new Option<int>("--port") { Description = "0 takes any free port", Required = true };
        var host = new Option<string>("--host") { Description = "address to listen on; beyond this machine it takes --cert and --keys or --client-ca", DefaultValueFactory = _ => "127.0.0.1" };
        var threads = new Option<int>("--threads") { Description = "threads of one classification", DefaultValueFactory = _ => 1 };
        var concurrency = new Option<int>("--concurrency") { Description = "images worked on at once", DefaultValueFactory = _ => Environment.ProcessorCount };
        var maxGenerate = new Option<int>("--max-generate") { Description = "images of one Generate call", DefaultValueFactory = _ => new ServeOptions().MaxGenerate };
        var provider = BundleArgument.Provider();
        var limits = new LimitOptions();
        var command = new Command("serve", "Answers gRPC calls (lesion.proto) until it is told to stop.") { path, port, host, threads, concurrency, maxGenerate, provider };
        limits.AddTo(command);
        var security = new SecurityArguments();
        security.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var options = new ServeOptions
            {
                Host = IPAddress.TryParse(parsed.GetValue(host), out var address) ? address
                    : throw new InputException($"--host {parsed.GetValue(host)}: not an IP address; 127.0.0.1 is this machine, 0.0.0.0 all of its addresses"),
                Port = parsed.GetValue(port) is >= 0 and <= 65535 and var p ? p : throw new InputException($"--port {parsed.GetValue(port)}: must be 0 to 65535"),
                Concurrency = Positive("--concurrency", parsed.GetValue(concurrency), 4096),
                MaxGenerate = Positive("--max-generate", parsed.GetValue(maxGenerate), 1_000_000),
                Images = limits.Read(parsed),
                Security = security.Read(parsed),
            };
            return RunAsync(parsed.GetRequiredValue(path), options,
                new() { Provider = parsed.GetValue(provider), IntraOpThreads = Positive("--threads", parsed.GetValue(threads), 256) }, cancel);
        });
        return command;
    }

    static async Task RunAsync(string path, ServeOptions options, OnnxOptions onnx, CancellationToken cancel)
    {
        using var bundle = Bundle.Load(path, onnx);
        await using var app = Server.Create(bundle, options, logging => logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)            // what it fails with at the start is our one line
            .AddSimpleConsole(console => { console.SingleLine = true; console.ColorBehavior = LoggerColorBehavior.Disabled; })
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var address = await Server.StartAsync(app, options, cancel);
        Console.WriteLine($"{bundle.Manifest.Name} {bundle.Manifest.Version}: {bundle.Manifest.IntendedUse}");
        Console.WriteLine($"listening on {address}");
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stop = cancel.Register(lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None);
    }

    static int Positive(string option, int value, int most) =>
        value >= 1 && value <= most ? value : throw new InputException($"{option} {value}: must be 1 to {most}");
}
