using Grpc.Core;
using Microsoft.AspNetCore.Routing.Template;

namespace Platform.Inference.Security;

/// <summary>What a port is for; a call of another kind is not found there.</summary>
public enum ListenerRole
{
    Calls,
    Metrics,
    Health,
}

/// <summary>On an endpoint: the ports that answer it.</summary>
sealed record OnPorts(params IReadOnlyList<ListenerRole> Roles);

/// <summary>Keeps each port to its role: what does not say that a port answers it is not answered there.</summary>
static class ListenerRoles
{
    sealed record Feature(ListenerRole Role);

    public static void Mark(this Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions listen, ListenerRole role) =>
        listen.Use(next =>
            connection =>
            {
                connection.Features.Set(new Feature(role));
                return next(connection);
            }
        );

    /// <summary>The endpoints of some ports.</summary>
    public static IEndpointRouteBuilder On(this WebApplication app, params IReadOnlyList<ListenerRole> roles) =>
        app.MapGroup("").WithMetadata(new OnPorts(roles));

    /// <summary>Behind routing: it is the endpoint that counts, however its path was written.</summary>
    public static void UseListenerRoles(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var role = context.Features.Get<Feature>()?.Role ?? ListenerRole.Calls;
                if (role == ListenerRole.Metrics) // OpenMetrics would append _total to names
                    context.Request.Headers.Accept = "text/plain; version=0.0.4";
                var here = context.GetEndpoint() switch
                {
                    RouteEndpoint route => Answers(route, role),
                    null => true, // nowhere, which is said behind this
                    _ => IsHere(app.Services.GetRequiredService<EndpointDataSource>(), role, context.Request.Path),
                };
                if (here)
                    return next(context);
                return Refusal.WriteAsync(
                    context,
                    StatusCode.Unimplemented,
                    $"{context.Request.Path}: not on this port",
                    StatusCodes.Status404NotFound
                );
            }
        );

    /// <summary>Whether a path has a route on a port, where the verb is wrong and routing names none.</summary>
    static bool IsHere(EndpointDataSource routes, ListenerRole role, PathString path) =>
        routes
            .Endpoints.OfType<RouteEndpoint>()
            .Any(r => Answers(r, role) && new TemplateMatcher(new(r.RoutePattern), []).TryMatch(path, []));

    public static bool Answers(Endpoint endpoint, ListenerRole role) =>
        endpoint.Metadata.GetMetadata<OnPorts>()?.Roles.Contains(role) == true;
}
