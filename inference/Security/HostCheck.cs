using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Inference.Security;

/// <summary>
/// A browser may come under names that no stranger can give to this machine: a foreign page whose name was made to
/// point here would otherwise be of one origin with the server (DNS rebinding; Jackson et al. 2007, section 5). An
/// address cannot be rebound, nor can localhost; other names are those of --hosts.
/// </summary>
static class HostCheck
{
    /// <summary>
    /// Where neither keys nor client certificates are asked for, and wherever --hosts is given. Without TLS no browser
    /// speaks HTTP/2, and callers of gRPC come under the names of their networks.
    /// </summary>
    public static void UseHostCheck(this WebApplication app, SecurityOptions options)
    {
        if (options.Authenticated && options.Hosts.Count == 0)
            return;
        app.Use(
            (context, next) =>
                !ByBrowser(context) || IsAllowed(context.Request.Host.Host, options.Hosts)
                    ? next(context)
                    : Refusal.WriteAsync(
                        context,
                        StatusCode.PermissionDenied,
                        $"host '{context.Request.Host.Host}': not a name of this server; call it by its address, or "
                            + $"start it with "
                            + "--hosts and the name"
                    )
        );
    }

    static bool ByBrowser(HttpContext context) =>
        !HttpProtocol.IsHttp2(context.Request.Protocol) || context.Features.Get<ITlsConnectionFeature>() is not null;

    static bool IsAllowed(string host, IReadOnlyList<string> hosts)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || hosts.Contains(name, StringComparer.OrdinalIgnoreCase)
            || IPAddress.TryParse(name.Trim('[', ']'), out _);
    }
}
