using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Platform.Inference.Security;

/// <summary>
/// Asks each connection for a certificate of the authorities as they are, and lets no old connection outlive them.
/// </summary>
static class ClientCertificates
{
    /// <summary>On a connection: what its certificate was checked against.</summary>
    sealed record Checked(ClientAuthorities.State State);

    public static void Require(
        this SslServerAuthenticationOptions tls,
        ClientAuthorities authorities,
        BaseConnectionContext connection
    )
    {
        var state = authorities.Current;
        connection.Features.Set(new Checked(state));
        tls.ClientCertificateRequired = true;
        tls.CertificateChainPolicy = state.Policy.Clone();
        tls.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None
            && certificate is X509Certificate2 own
            && !state.IsRevoked(own)
            && chain?.ChainElements.Any(e => state.IsRevoked(e.Certificate)) == false;
    }

    /// <summary>
    /// A certificate that was taken back is refused on its open connection; other connections that are older than the
    /// file are asked to close, so that the client makes a new one, which is checked whole.
    /// </summary>
    public static void UseClientCertificates(this WebApplication app, ClientAuthorities authorities) =>
        app.Use(
            (context, next) =>
            {
                if (
                    context.Features.Get<Checked>() is not { } made
                    || authorities.Current is var now && now == made.State
                )
                    return next(context);
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
                return context.Connection.ClientCertificate is { } certificate && now.IsRevoked(certificate)
                    ? Refusal.WriteAsync(context, StatusCode.Unauthenticated, "this client certificate was revoked")
                    : next(context);
            }
        );
}
