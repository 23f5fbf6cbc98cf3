using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Platform.CommandLine;
using Platform.Inference.Metrics;

namespace Platform.Inference.Serving;

/// <summary>
/// The server's instruments and traces, for Prometheus to fetch and for an OpenTelemetry collector to be sent.
/// </summary>
static class Telemetry
{
    /// <param name="collector">of OpenTelemetry, to which metrics and traces are pushed; null for none</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, Uri? collector)
    {
        builder.Services.AddSingleton<ServingMetrics>();
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(ServingMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                    .AddPrometheusExporter(exporter =>
                    {
                        exporter.DisableTotalNameSuffixForCounters = true; // Triton's counters do not end in _total
                        exporter.ScopeInfoEnabled = false;
                        exporter.TargetInfoEnabled = false;
                        exporter.ScrapeResponseCacheDurationMilliseconds = 0;
                    })
            );
        if (collector is null)
            return; // traces that nobody reads would cost every call
        HttpClient.DefaultProxy = DirectToThisMachine.Instance;
        telemetry
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation())
            .UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, collector);
    }
}
