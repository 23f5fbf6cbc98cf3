using System.CommandLine;
using System.Net;
using Platform.Inference.Configuration;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Shared;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Inference.Commands;

/// <summary>A server's options, for <c>serve</c> and for <c>doctor</c>, which takes the same ones.</summary>
sealed class ServeArguments
{
    static readonly ServeOptions defaults = new();

    readonly Option<int?> port = new("--port") { Description = "0 takes any free port" };
    readonly Option<string> host = new("--host")
    {
        Description = "address to listen on; beyond this machine it takes --cert and --keys or --client-ca",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    readonly Option<int?> httpPort = new("--http-port")
    {
        Description = "HTTP/1.1 for the page and JSON calls; 0 takes any free port",
    };
    readonly Option<int> versions = new("--versions")
    {
        Description = "versions of each bundle served side by side",
        DefaultValueFactory = _ => defaults.Repository.Versions,
    };
    readonly Option<int> poll = new("--poll")
    {
        Description = "seconds between two looks for new versions, where the system tells of no change",
        DefaultValueFactory = _ => (int)defaults.Repository.PollInterval.TotalSeconds,
    };
    readonly Option<int> threads = new("--threads")
    {
        Description = "threads that run batches: with 2 or more, two batches share them",
        DefaultValueFactory = _ => defaults.Batching.Threads,
    };
    readonly Option<int> batch = new("--max-batch-size")
    {
        Description = "images of one batch",
        DefaultValueFactory = _ => defaults.Batching.MaxBatchSize,
    };
    readonly Option<int> delay = new("--max-queue-delay")
    {
        Description = "microseconds that a batch waits to fill; 0: it leaves as soon as it can run",
    };
    readonly Option<int> queue = new("--max-queue-size")
    {
        Description = "images admitted at once; one more is refused as RESOURCE_EXHAUSTED",
        DefaultValueFactory = _ => defaults.Admission.MaxQueueSize,
    };
    readonly Option<int> concurrency = new("--concurrency")
    {
        Description = "images decoded at once, and synthetic ones drawn at once",
        DefaultValueFactory = _ => defaults.Classification.Concurrency,
    };
    readonly Option<int> drain = new("--drain")
    {
        Description = "seconds that calls under way are given at the end",
        DefaultValueFactory = _ => (int)defaults.DrainLimit.TotalSeconds,
    };
    readonly Option<int> maxGenerate = new("--max-generate")
    {
        Description = "images of one Generate call",
        DefaultValueFactory = _ => defaults.Generation.MaxGenerate,
    };
    readonly Option<bool> noReflection = new("--no-reflection")
    {
        Description = "do not describe the protocol to callers",
    };
    readonly Option<bool> noAdmin = new("--no-admin") { Description = "refuse to load and unload bundles by a call" };
    readonly Option<string?> collector = new("--otlp")
    {
        Description = "an OpenTelemetry collector for metrics and traces, such as http://127.0.0.1:4318",
    };
    readonly Option<int> decode = new("--decode-limit")
    {
        Description = "seconds that the decoding of one image may take",
        DefaultValueFactory = _ => (int)defaults.Classification.DecodeLimit.TotalSeconds,
    };
    readonly Option<string?> signedBy = BundleArgument.SignedBy();
    readonly Option<double?> prevalence = BundleArgument.Prevalence();
    readonly Option<ExecutionProvider> provider = BundleArgument.Provider();
    readonly LimitOptions limits = new();
    readonly SecurityArguments security = new();

    /// <param name="portRequired">whether the port of gRPC has to be given</param>
    public void AddTo(Command command, bool portRequired)
    {
        port.Required = portRequired;
        foreach (
            var option in new Option[]
            {
                port,
                httpPort,
                host,
                versions,
                poll,
                threads,
                batch,
                delay,
                queue,
                concurrency,
                decode,
                maxGenerate,
                drain,
                noReflection,
                noAdmin,
                collector,
                provider,
                prevalence,
                signedBy,
            }
        )
            command.Options.Add(option);
        limits.AddTo(command);
        security.AddTo(command);
    }

    /// <exception cref="InputException">A value is out of its range.</exception>
    public ServeOptions Read(ParseResult parsed) =>
        OptionRanges.Check(
            new ServeOptions
            {
                Ports = ReadPorts(parsed),
                Security = security.Read(parsed),
                Repository = new()
                {
                    SignedBy = parsed.GetValue(signedBy),
                    Versions = parsed.GetValue(versions),
                    PollInterval = TimeSpan.FromSeconds(parsed.GetValue(poll)),
                },
                Admission = new() { MaxQueueSize = parsed.GetValue(queue) },
                Batching = new()
                {
                    MaxBatchSize = parsed.GetValue(batch),
                    MaxQueueDelay = TimeSpan.FromMicroseconds(parsed.GetValue(delay)),
                    Threads = parsed.GetValue(threads),
                    Provider = parsed.GetValue(provider),
                },
                Classification = new()
                {
                    Images = limits.Read(parsed),
                    Prevalence = parsed.GetValue(prevalence) is { } share ? PredictiveShares.Prevalence(share) : null,
                    Concurrency = parsed.GetValue(concurrency),
                    DecodeLimit = TimeSpan.FromSeconds(parsed.GetValue(decode)),
                },
                Generation = new()
                {
                    Concurrency = parsed.GetValue(concurrency),
                    MaxGenerate = parsed.GetValue(maxGenerate),
                },
                Protocol = new() { Administration = !parsed.GetValue(noAdmin) },
                DrainLimit = TimeSpan.FromSeconds(parsed.GetValue(drain)),
                Reflection = !parsed.GetValue(noReflection),
                Collector = ReadCollector(parsed),
                OwnsProcess = true,
            }
        );

    PortOptions ReadPorts(ParseResult parsed) =>
        new()
        {
            Host = IPAddress.TryParse(parsed.GetValue(host), out var address)
                ? address
                : throw new InputException(
                    $"--host {parsed.GetValue(host)}: not an IP address; 127.0.0.1 is this machine, "
                        + "0.0.0.0 all of its addresses"
                ),
            Port = parsed.GetValue(port) ?? 0,
            HttpPort = parsed.GetValue(httpPort),
        };

    Uri? ReadCollector(ParseResult parsed) =>
        parsed.GetValue(collector) is not { } url ? null
        : Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new InputException($"--otlp {url}: not an address such as http://127.0.0.1:4318");
}
