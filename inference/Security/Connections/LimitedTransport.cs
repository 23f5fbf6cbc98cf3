using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Platform.Inference.Metrics;

namespace Platform.Inference.Security.Connections;

/// <summary>An address to listen on, and what the port is for.</summary>
sealed class RoleEndPoint(IPAddress address, int port, ListenerRole role) : IPEndPoint(address, port)
{
    public ListenerRole Role => role;
}

/// <summary>Kestrel's sockets, each port within its limits.</summary>
sealed class LimitedTransport(
    IOptions<SocketTransportOptions> options,
    ILoggerFactory logs,
    ConnectionPlan plan,
    SecurityOptions security,
    ServingMetrics metrics
) : IConnectionListenerFactory
{
    readonly SocketTransportFactory sockets = new(options, logs);

    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint,
        CancellationToken cancellationToken = default
    )
    {
        var role = ((RoleEndPoint)endpoint).Role;
        var limits = new ConnectionLimits(plan.Most(role), plan.MostOfOne(role), TimeProvider.System);
        return new LimitedListener(
            await sockets.BindAsync(endpoint, cancellationToken),
            limits,
            Descriptors.Scarce(plan.Files),
            security.SilenceLimit,
            metrics,
            TimeProvider.System,
            logs.CreateLogger<LimitedListener>()
        );
    }
}

/// <summary>Puts the limits on connections into a server.</summary>
static class ConnectionHosting
{
    /// <exception cref="Shared.InputException">The process may open too few files.</exception>
    public static void AddConnectionLimits(
        this IServiceCollection services,
        PortOptions ports,
        SecurityOptions security
    )
    {
        services.AddSingleton(ConnectionPlan.Of(ports, security, Descriptors.Limit));
        services.AddSingleton<IConnectionListenerFactory, LimitedTransport>(); // the last one is asked first
    }

    /// <summary>
    /// Behind the keys: marks a connection while a call is under way that was let in. One that only asks what is open
    /// to everybody is worth no more than a silent one.
    /// </summary>
    public static void UseConnectionSlots(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var isKnown = context.Features.Get<OpenCall>() is { IsKnown: true };
                var slot = isKnown ? context.Features.Get<ConnectionSlot>() : null;
                slot?.CallBegins();
                try
                {
                    await next(context);
                }
                finally
                {
                    slot?.CallEnded(TimeProvider.System.GetTimestamp());
                }
            }
        );
}
