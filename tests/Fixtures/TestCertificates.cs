using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Fixtures;

/// <summary>An authority of its own and what it signs, as PEM files in a temporary folder.</summary>
public sealed class TestCertificates : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("certificates-").FullName;
    readonly X509Certificate2 authority;
    int serial;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
    }

    public string Authority => Path("authority.pem");

    public string Path(string name) => System.IO.Path.Combine(folder, name);

    /// <summary>Writes NAME.pem and NAME.key, in place of older ones.</summary>
    public (string Certificate, string Key, string Thumbprint) Issue(
        string name,
        int fromDays = -1,
        int toDays = 30,
        bool client = false
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(client ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false)
        );
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            authority,
            DateTimeOffset.UtcNow.AddDays(fromDays),
            DateTimeOffset.UtcNow.AddDays(toDays),
            [1, (byte)++serial]
        );
        File.WriteAllText(Path($"{name}.pem"), certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(Path($"{name}.key"), key.ExportPkcs8PrivateKeyPem() + "\n");
        return (Path($"{name}.pem"), Path($"{name}.key"), certificate.Thumbprint);
    }

    /// <summary>A revocation list of this authority, PEM, that names a certificate.</summary>
    public string RevocationOf(string pem)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(pem);
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(certificate);
        var now = DateTimeOffset.UtcNow;
        return PemEncoding.WriteString("X509 CRL", list.Build(authority, 1, now.AddDays(30), HashAlgorithmName.SHA256))
            + "\n";
    }

    /// <summary>Of a client that trusts this authority alone.</summary>
    public SocketsHttpHandler Client(
        Action<X509Certificate2>? seen = null,
        (string Certificate, string Key, string)? own = null
    )
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            seen?.Invoke((X509Certificate2)certificate!);
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            return chain.Build((X509Certificate2)certificate!);
        };
        if (own is var (pem, key, _))
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(pem, key)];
        return handler;
    }

    public void Dispose()
    {
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
