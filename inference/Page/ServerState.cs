using System.Diagnostics;
using Platform.Inference.Metrics;
using Platform.Inference.Readiness;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Inference.Wire;

namespace Platform.Inference.Page;

/// <summary>What the page shows of the server.</summary>
/// <param name="Reason">why it is not ready, where that is known, or what is wrong all the same</param>
/// <param name="CertificateNotAfter">null without TLS</param>
sealed record ServerState(
    bool Ready,
    string? Reason,
    double UptimeSeconds,
    DateTime? CertificateNotAfter,
    ServingTotals.Snapshot Totals
);

static class ServerStates
{
    public const string Path = "/v1/state";
    public static readonly RequiredScopeAttribute Scope = new(Security.Scope.Classify);

    public static void MapState(this IEndpointRouteBuilder app)
    {
        var started = Stopwatch.GetTimestamp();
        app.MapGet(
                Path,
                (ServingHealth health, ServingMetrics metrics, ModelRepository repository, IServiceProvider services) =>
                {
                    var certificate = services.GetService<ServerCertificate>();
                    var damaged = repository
                        .Current.Bundles.Where(b => b.Fault is not null)
                        .Select(b => $"{b.Name} {b.Version}: {b.Fault}");
                    return new ServerState(
                        health.Ready,
                        certificate?.Fault() ?? damaged.FirstOrDefault(),
                        Stopwatch.GetElapsedTime(started).TotalSeconds,
                        certificate?.Current.TargetCertificate.NotAfter.ToUniversalTime(),
                        metrics.Totals.Read()
                    );
                }
            )
            .WithMetadata(Scope, new ShortMessagesAttribute());
    }
}
