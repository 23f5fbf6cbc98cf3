using Grpc.Core;

namespace Platform.Inference.Security;

/// <summary>What a port is for; a call of another kind is not found there.</summary>
public enum ListenerRole { Calls, Metrics, Health }

/// <summary>Keeps each port to its role.</summary>
static class ListenerRoles
{
    public const string MetricsPath = "/metrics";

    sealed record Feature(ListenerRole Role);

    public static void Mark(this Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions listen, ListenerRole role) => listen.Use(next => connection =>
    {
        connection.Features.Set(new Feature(role));
        return next(connection);
    });

    public static void UseListenerRoles(this WebApplication app) => app.Use((context, next) =>
    {
        var (path, role) = (context.Request.Path, context.Features.Get<Feature>()?.Role ?? ListenerRole.Calls);
        if (role == ListenerRole.Metrics) context.Request.Headers.Accept = "text/plain; version=0.0.4";   // OpenMetrics would put _total behind Triton's names
        var allowed = role switch
        {
            ListenerRole.Metrics => path == MetricsPath,
            ListenerRole.Health => path.StartsWithSegments("/grpc.health.v1.Health"),
            _ => path != MetricsPath,
        };
        return allowed ? next(context) : Refusal.WriteAsync(context, StatusCode.Unimplemented, "not on this port");
    });
}
