using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace Platform.Tools.Calling;

/// <summary>Why a call failed, in one line that says what to do.</summary>
static class CallFailure
{
    const long Http11Required = 0xd; // RFC 9113, section 7

    public static string Of(string address, RpcException e) =>
        $"{address}: {WrongPort(address, e) ?? Unreachable(e) ?? $"{e.StatusCode}: {e.Status.Detail}"}";

    /// <summary>
    /// What is wrong where the port speaks another protocol, or its certificate is not trusted; null for any other
    /// failure.
    /// </summary>
    public static string? WrongPort(string address, RpcException e)
    {
        var secure = address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        foreach (var cause in Causes(e))
            switch (cause)
            {
                case HttpProtocolException { ErrorCode: Http11Required }:
                case AuthenticationException when Causes(cause).Any(c => c.Message.Contains("no application protocol")):
                    return "this port answers HTTP/1.1, as that of the page and of JSON does, not gRPC; "
                        + "call the address that the server prints behind \"listening on\"";
                case AuthenticationException when cause.Message.Contains("remote certificate"):
                    return $"the server's certificate is not accepted ({cause.Message}); "
                        + "give its authority with --ca, and the host as the certificate names it";
                case AuthenticationException:
                    return $"no TLS connection ({cause.GetBaseException().Message}); "
                        + "where the server has no certificate, write http://";
                case HttpRequestException when !secure && cause.Message.Contains("HTTP/2 handshake"):
                    // A server of HTTP/1.1 that hangs up before it has said so looks as one of TLS does.
                    return "this port answers HTTP/1.1 or TLS, not gRPC in the clear; call the address that the server "
                        + "prints behind \"listening on\", or, where it has a certificate, write https://";
            }
        return null;
    }

    /// <summary>
    /// Why every call of this kind will fail like this one: another protocol, nobody there, or no permission; null for
    /// what may be otherwise a moment later.
    /// </summary>
    public static string? Lasting(string address, RpcException e) =>
        WrongPort(address, e)
        ?? Unreachable(e)
        ?? (
            e.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied
                ? $"{e.StatusCode}: {e.Status.Detail}"
                : null
        );

    static string? Unreachable(RpcException e) =>
        Causes(e).OfType<SocketException>().FirstOrDefault() is { } socket
            ? $"{e.StatusCode}: {socket.Message}. Start the server first, or correct the address"
            : null;

    static IEnumerable<Exception> Causes(RpcException e) => e.Status.DebugException is { } first ? Causes(first) : [];

    static IEnumerable<Exception> Causes(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
