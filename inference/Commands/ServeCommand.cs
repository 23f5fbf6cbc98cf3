using System.CommandLine;
using System.Net;
using Platform.Inference.Repository;
using Platform.Inference.Serving;
using Platform.Shared;
using Platform.Shared.Commands;

namespace Platform.Inference.Commands;

static class ServeCommand
{
    public static Command Create()
    {
        var defaults = new ServeOptions();
        var path = new Argument<string>("models") { Description = "a bundle's version folder, the folder of its versions, or the folder of all bundles" };
        var port = new Option<int>("--port") { Description = "0 takes any free port", Required = true };
        var host = new Option<string>("--host") { Description = "address to listen on; beyond this machine it takes --cert and --keys or --client-ca", DefaultValueFactory = _ => "127.0.0.1" };
        var httpPort = new Option<int?>("--http-port") { Description = "HTTP/1.1 for the page and JSON calls; 0 takes any free port" };
        var versions = new Option<int>("--versions") { Description = "versions of each bundle served side by side", DefaultValueFactory = _ => defaults.Versions };
        var poll = new Option<int>("--poll") { Description = "seconds between two looks for new versions, where the system tells of no change", DefaultValueFactory = _ => (int)defaults.PollInterval.TotalSeconds };
        var threads = new Option<int>("--threads") { Description = "threads that run batches: with 2 or more, two batches share them", DefaultValueFactory = _ => defaults.Onnx.IntraOpThreads };
        var batch = new Option<int>("--max-batch-size") { Description = "images of one batch", DefaultValueFactory = _ => defaults.MaxBatchSize };
        var delay = new Option<int>("--max-queue-delay") { Description = "microseconds that a batch waits to fill; 0: it leaves as soon as it can run" };
        var queue = new Option<int>("--max-queue-size") { Description = "images admitted at once; one more is refused as RESOURCE_EXHAUSTED", DefaultValueFactory = _ => defaults.MaxQueueSize };
        var concurrency = new Option<int>("--concurrency") { Description = "images decoded at once, and synthetic ones drawn at once", DefaultValueFactory = _ => defaults.Concurrency };
        var decode = new Option<int>("--decode-limit")
        {
            Description = "seconds that the decoding of one image may take",
            DefaultValueFactory = _ => (int)defaults.DecodeLimit.TotalSeconds,
        };
        var drain = new Option<int>("--drain") { Description = "seconds that calls under way are given at the end", DefaultValueFactory = _ => (int)defaults.DrainLimit.TotalSeconds };
        var maxGenerate = new Option<int>("--max-generate") { Description = "images of one Generate call", DefaultValueFactory = _ => defaults.MaxGenerate };
        var noReflection = new Option<bool>("--no-reflection") { Description = "do not describe the protocol to callers" };
        var noAdmin = new Option<bool>("--no-admin") { Description = "refuse to load and unload bundles by a call" };
        var collector = new Option<string?>("--otlp") { Description = "an OpenTelemetry collector for metrics and traces, such as http://127.0.0.1:4318" };
        var signedBy = BundleArgument.SignedBy();
        var provider = BundleArgument.Provider();
        var limits = new LimitOptions();
        var command = new Command("serve", "Answers gRPC and JSON calls until it is told to stop; new versions of bundles are taken up while it runs.")
        {
            path, port, httpPort, host, versions, poll, threads, batch, delay, queue, concurrency, decode, maxGenerate, drain, noReflection, noAdmin, collector, provider, signedBy,
        };
        limits.AddTo(command);
        var logs = new LogOptions();
        logs.AddTo(command);
        var security = new SecurityArguments();
        security.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var options = new ServeOptions
            {
                Host = IPAddress.TryParse(parsed.GetValue(host), out var address) ? address
                    : throw new InputException($"--host {parsed.GetValue(host)}: not an IP address; 127.0.0.1 is this machine, 0.0.0.0 all of its addresses"),
                Port = InRange("--port", parsed.GetValue(port), 0, 65535),
                HttpPort = parsed.GetValue(httpPort) is { } p ? InRange("--http-port", p, 0, 65535) : null,
                SignedBy = parsed.GetValue(signedBy),
                Versions = InRange("--versions", parsed.GetValue(versions), 1, 100),
                PollInterval = TimeSpan.FromSeconds(InRange("--poll", parsed.GetValue(poll), 1, 86_400)),
                Onnx = new() { Provider = parsed.GetValue(provider), IntraOpThreads = InRange("--threads", parsed.GetValue(threads), 1, 256) },
                MaxBatchSize = InRange("--max-batch-size", parsed.GetValue(batch), 1, 256),
                MaxQueueDelay = TimeSpan.FromMicroseconds(InRange("--max-queue-delay", parsed.GetValue(delay), 0, 1_000_000)),
                MaxQueueSize = InRange("--max-queue-size", parsed.GetValue(queue), 1, 65_536),
                DrainLimit = TimeSpan.FromSeconds(InRange("--drain", parsed.GetValue(drain), 1, 3600)),
                Concurrency = InRange("--concurrency", parsed.GetValue(concurrency), 1, 4096),
                DecodeLimit = TimeSpan.FromSeconds(InRange("--decode-limit", parsed.GetValue(decode), 1, 3600)),
                MaxGenerate = InRange("--max-generate", parsed.GetValue(maxGenerate), 1, 1_000_000),
                Images = limits.Read(parsed),
                Reflection = !parsed.GetValue(noReflection),
                Administration = !parsed.GetValue(noAdmin),
                Collector = parsed.GetValue(collector) is not { } url ? null : Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
                    : throw new InputException($"--otlp {url}: not an address such as http://127.0.0.1:4318"),
                Security = security.Read(parsed),
            };
            return RunAsync(parsed.GetRequiredValue(path), options, logs.Read(parsed), cancel);
        });
        return command;
    }

    static async Task RunAsync(string path, ServeOptions options, Action<ILoggingBuilder> logging, CancellationToken cancel)
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
            if (addresses.Metrics is { } metrics) Console.WriteLine($"metrics at {metrics}/metrics");
            if (addresses.Http is { } http) Console.WriteLine($"page and JSON at {http}");
            Console.WriteLine($"listening on {addresses.Grpc}");
        }
        catch (Exception e) when (e is InputException or OutputClosedException)
        {
            app.Logger.LogWarning("{Reason}; the server listens on {Address}", e.Message, addresses.Grpc);
        }
    }

    static int InRange(string option, int value, int least, int most) =>
        value >= least && value <= most ? value : throw new InputException($"{option} {value}: must be {least} to {most}");
}
