using System.Collections.Concurrent;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Inference.Repository;
using Platform.Inference.Serving;
using Platform.Protos;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Tests.Serving;

/// <summary>A real server on a free port of this machine, its client, and all that it logs.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly WebApplication app;
    public string Address { get; }
    public string? Http { get; }
    public ModelRepository Repository => app.Services.GetRequiredService<ModelRepository>();

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public GrpcChannel Channel { get; }
    public Lesion.LesionClient Client { get; }
    public GRPCInferenceService.GRPCInferenceServiceClient Inference { get; }
    public ConcurrentQueue<string> Log { get; } = new();

    RunningServer(WebApplication app, ServerAddresses addresses, ConcurrentQueue<string> log)
    {
        (this.app, Log, Address, Http) = (app, log, addresses.Grpc, addresses.Http);
        Channel = GrpcChannel.ForAddress(Address, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Client = new(Channel);
        Inference = new(Channel);
    }

    public static Task<RunningServer> StartAsync(TinyBundleFixture fixture, ServeOptions? options = null) =>
        StartAsync(fixture.Path, options);

    public static async Task<RunningServer> StartAsync(
        string models,
        ServeOptions? options = null,
        LogLevel least = LogLevel.Trace
    )
    {
        options ??= new();
        var log = new ConcurrentQueue<string>();
        var app = Server.Create(
            models,
            options,
            logging => logging.SetMinimumLevel(least).AddProvider(new Recorder(log))
        );
        return new(app, await Server.StartAsync(app, options), log);
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    sealed class Recorder(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(
            LogLevel level,
            EventId id,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> format
        ) => log.Enqueue($"{level} {format(state, exception)} {exception}");

        public void Dispose() { }
    }
}
