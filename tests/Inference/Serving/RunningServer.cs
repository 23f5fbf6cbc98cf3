using System.Collections.Concurrent;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Platform.Inference.Serving;
using Platform.Protos;

namespace Platform.Inference.Tests.Serving;

/// <summary>A real server on a free port of this machine, its client, and all that it logs.</summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly WebApplication app;
    public GrpcChannel Channel { get; }
    public Lesion.LesionClient Client { get; }
    public ConcurrentQueue<string> Log { get; } = new();

    RunningServer(WebApplication app, string address, ConcurrentQueue<string> log)
    {
        (this.app, Log) = (app, log);
        Channel = GrpcChannel.ForAddress(address, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Client = new(Channel);
    }

    public static async Task<RunningServer> StartAsync(TinyBundleFixture fixture, ServeOptions? options = null)
    {
        options ??= new();
        var log = new ConcurrentQueue<string>();
        var app = Server.Create(fixture.Path, options, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(log)));
        return new(app, (await Server.StartAsync(app, options)).Grpc, log);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    sealed class Recorder(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel level) => true;
        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
            log.Enqueue($"{level} {format(state, exception)} {exception}");
        public void Dispose() { }
    }
}
