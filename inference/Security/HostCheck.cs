using System.Net;
using Grpc.Core;

namespace Platform.Inference.Security;

/// <summary>
/// On loopback without keys, a browser may only come under this machine's own names: a foreign page whose name was made to
/// point here would otherwise be of one origin with the server (DNS rebinding; Jackson et al. 2007, section 5).
/// </summary>
static class HostCheck
{
    public static void UseHostCheck(this WebApplication app) => app.Use((context, next) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local) && !OfThisMachine(context.Request.Host.Host)
            ? Refusal.WriteAsync(context, StatusCode.PermissionDenied, "not a name of this machine; a proxy must send the host 127.0.0.1, or give --keys")
            : next(context));

    static bool OfThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
