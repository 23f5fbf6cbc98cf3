using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>
/// The server's certificate, read again when its files change: new connections get the new one, without a restart.
/// Thread-safe.
/// </summary>
public sealed partial class ServerCertificate
{
    static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    readonly string certificate,
        key;
    readonly TimeProvider clock;
    readonly ILogger log;
    readonly Lock gate = new();
    volatile SslStreamCertificateContext context;
    (FileStamp, FileStamp) stamp;
    bool told;

    /// <exception cref="InputException">
    /// The files are missing, do not belong together, or are not valid now.
    /// </exception>
    public ServerCertificate(string certificate, string key, TimeProvider clock, ILogger<ServerCertificate> log)
    {
        (this.certificate, this.key, this.clock, this.log) = (certificate, key, clock, log);
        stamp = Stamp();
        context = Load();
    }

    /// <summary>What the next connection gets.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (Stamp() != stamp)
                Refresh();
            return context;
        }
    }

    /// <summary>Why clients will refuse the current one; null while it is valid.</summary>
    public string? Fault()
    {
        var fault = Fault(Current.TargetCertificate);
        if (fault is not null && !told)
            LogInvalid(fault);
        else if (fault is null && Current.TargetCertificate.NotAfter - clock.GetLocalNow() < Soon && !told)
            LogSoon(certificate, Current.TargetCertificate.NotAfter);
        else
            return fault;
        told = true;
        return fault;
    }

    void Refresh()
    {
        lock (gate)
        {
            var now = Stamp();
            if (now == stamp)
                return;
            try
            {
                context = Load();
                told = false;
                LogRead(certificate, context.TargetCertificate.NotAfter);
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                LogKept(e.Message);
            }
            stamp = now;
        }
    }

    SslStreamCertificateContext Load()
    {
        foreach (var path in new[] { certificate, key })
            if (!File.Exists(path))
                throw new InputException($"{path}: missing; --cert and --cert-key are PEM files");
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
            // a key that only lives in memory cannot serve on every platform
            var leaf = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            if (Fault(leaf) is { } fault)
                throw new InputException(fault);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InputException(
                $"{certificate}, {key}: not a PEM certificate and its private key ({e.Message})",
                e
            );
        }
    }

    string? Fault(X509Certificate2 leaf) =>
        clock.GetLocalNow() is var now && now > leaf.NotAfter
            ? $"{certificate}: the certificate expired on {leaf.NotAfter:yyyy-MM-dd HH:mm}; renew it"
        : now < leaf.NotBefore
            ? $"{certificate}: the certificate is not valid before {leaf.NotBefore:yyyy-MM-dd HH:mm}; check the "
                + $"clock or take another"
        : null;

    (FileStamp, FileStamp) Stamp() => (FileStamp.Of(certificate), FileStamp.Of(key));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: read again, valid to {NotAfter:yyyy-MM-dd HH:mm}")]
    partial void LogRead(string path, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; the certificate read before stays in use")]
    partial void LogKept(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; clients refuse it")]
    partial void LogInvalid(string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Path}: the certificate expires on {NotAfter:yyyy-MM-dd HH:mm}; renew it"
    )]
    partial void LogSoon(string path, DateTime notAfter);
}
