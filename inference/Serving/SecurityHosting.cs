using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Platform.Inference.Readiness;
using Platform.Inference.Security;
using Platform.Inference.Security.Connections;
using Platform.Inference.Wire;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>Puts the parts of this folder into a server.</summary>
static partial class SecurityHosting
{
    /// <exception cref="InputException">
    /// The options are unsafe or contradict each other, or a file of theirs cannot be used.
    /// </exception>
    public static void AddSecurity(this WebApplicationBuilder builder, SecurityOptions options, IPAddress host)
    {
        options.Check(host);
        builder
            .Services.AddSingleton(options)
            .AddSingleton(options.Clock)
            .AddSingleton(services => new KeyRing(
                options.Keys,
                options.Clock,
                services.GetRequiredService<ILogger<KeyRing>>()
            ))
            .AddSingleton<RefusedTries>();
        if (options.Keys is not null)
            builder.Services.AddHostedService<KeyWatch>();
        if (options is not { Certificate: { } certificate, CertificateKey: { } key })
            return;
        builder.Services.AddSingleton(services => new ServerCertificate(
            certificate,
            key,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ServerCertificate>>()
        ));
        builder.Services.AddHostedService<CertificateWatch>();
        if (options.ClientAuthority is { } authorities)
            builder.Services.AddSingleton(services => new ClientAuthorities(
                authorities,
                services.GetRequiredService<ILogger<ClientAuthorities>>()
            ));
    }

    /// <summary>A port with its role, within its limits on connections, and with TLS as the options have it.</summary>
    public static void Listen(
        this KestrelServerOptions kestrel,
        IPAddress host,
        int port,
        HttpProtocols protocols,
        ListenerRole role
    ) => kestrel.Listen(new RoleEndPoint(host, port, role), listen => listen.Secure(protocols, role));

    static void Secure(this ListenOptions listen, HttpProtocols protocols, ListenerRole role)
    {
        listen.Protocols = protocols;
        listen.Mark(role);
        var options = listen.ApplicationServices.GetRequiredService<SecurityOptions>();
        if (!options.Encrypted || role == ListenerRole.Health)
            return;
        var certificate = listen.ApplicationServices.GetRequiredService<ServerCertificate>();
        var authorities = listen.ApplicationServices.GetService<ClientAuthorities>();
        listen.UseHttps(
            new TlsHandshakeCallbackOptions
            {
                OnConnection = handshake =>
                {
                    var tls = new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current };
                    if (authorities is not null)
                        tls.Require(authorities, handshake.Connection);
                    return ValueTask.FromResult(tls);
                },
            }
        );
    }

    /// <summary>The ports beside the one for calls.</summary>
    public static void ListenForWatchers(this KestrelServerOptions kestrel, SecurityOptions options, IPAddress host)
    {
        if (options.MetricsPort is { } metrics)
            kestrel.Listen(options.MetricsHost, metrics, HttpProtocols.Http1, ListenerRole.Metrics);
        if (options.HealthPort is { } health)
            kestrel.Listen(host, health, HttpProtocols.Http2, ListenerRole.Health);
    }

    /// <summary>
    /// Behind routing and before the endpoints: each port keeps to its role, and each call is asked for its key.
    /// </summary>
    public static void UseSecurity(this WebApplication app, IPAddress host)
    {
        if (app.Services.GetRequiredService<SecurityOptions>().Warning(host) is { } warning)
            LogInsecure(app.Logger, warning);
        _ = app.Services.GetRequiredService<KeyRing>(); // a damaged file is the start's one line, not the first call's
        app.UseHostCheck(app.Services.GetRequiredService<SecurityOptions>());
        app.UseListenerRoles();
        if (app.Services.GetService<ClientAuthorities>() is { } authorities)
            app.UseClientCertificates(authorities);
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseConnectionSlots();
        if (app.Services.GetRequiredService<SecurityOptions>() is not { MetricsPort: not null } options)
            return;
        var scope = IPAddress.IsLoopback(options.MetricsHost)
            ? new OpenToEverybodyAttribute()
            : new RequiredScopeAttribute(Scope.Metrics);
        app.On(ListenerRole.Metrics)
            .MapPrometheusScrapingEndpoint("/metrics")
            .WithMetadata(scope, new ShortMessagesAttribute(), new HttpMethodMetadata([HttpMethods.Get]));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "insecure: {Warning}")]
    static partial void LogInsecure(ILogger log, string warning);
}
