using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Inference.Readiness;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Shared;

namespace Platform.Inference.Tests.Security;

public sealed class TlsTests(TinyBundleFixture fixture) : IDisposable
{
    readonly TestCertificates certificates = new();

    public void Dispose() => certificates.Dispose();

    SecurityOptions Tls(string? clientAuthority = null)
    {
        var (certificate, key, _) = certificates.Issue("server");
        return new()
        {
            Certificate = certificate,
            CertificateKey = key,
            ClientAuthority = clientAuthority,
        };
    }

    [Fact]
    public async Task Certificate_ChangedOnDisk_IsServedToNewConnections()
    {
        await using var server = await SecuredServer.StartAsync(fixture, Tls());
        string? seen = null;
        using var before = server.Open(certificates.Client(c => seen = c.Thumbprint));
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(before)).StatusCode);
        var first = seen;
        var renewed = certificates.Issue("server", toDays: 60);
        using var after = server.Open(certificates.Client(c => seen = c.Thumbprint));
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(after)).StatusCode);
        Assert.NotEqual(first, seen);
        Assert.Equal(renewed.Thumbprint, seen);
        // an open connection goes on
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(before)).StatusCode);

        File.WriteAllText(renewed.Certificate, "half a file");
        using var damaged = server.Open(certificates.Client(c => seen = c.Thumbprint));
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(damaged)).StatusCode);
        Assert.Equal(renewed.Thumbprint, seen);
    }

    [Fact]
    public async Task Page_AndMetrics_AreEncryptedToo()
    {
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = Tls() with { MetricsPort = 0 },
            }
        );
        using var client = new HttpClient(certificates.Client());
        Assert.All(server.Addresses, a => Assert.StartsWith("https://", a));
        Assert.Contains("<title>Lesion Platform</title>", await client.GetStringAsync(server.Addresses[1]));
        Assert.Contains("nv_cpu_memory_used_bytes", await client.GetStringAsync($"{server.Addresses[2]}/metrics"));
    }

    [Fact]
    public async Task ClientAuthority_LetsInItsOwnCertificatesAlone()
    {
        await using var server = await SecuredServer.StartAsync(fixture, Tls(certificates.Authority));
        using var good = server.Open(certificates.Client(own: certificates.Issue("client", client: true)));
        Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(good)).StatusCode);

        using var strangers = new TestCertificates();
        foreach (
            var own in new (string, string, string)?[]
            {
                null,
                strangers.Issue("client", client: true),
                certificates.Issue("expired", -9, -2, client: true),
            }
        )
        {
            using var bad = server.Open(certificates.Client(own: own));
            Assert.NotEqual(StatusCode.OK, (await SecuredServer.ClassifyAsync(bad)).StatusCode);
        }
    }

    [Fact]
    public async Task ClientAuthorities_AreReadAgain_ForNewConnections()
    {
        using var others = new TestCertificates();
        var trusted = Copy(certificates.Authority);
        await using var server = await SecuredServer.StartAsync(fixture, Tls() with { ClientAuthority = trusted });
        var (ours, theirs) = (certificates.Issue("ours", client: true), others.Issue("theirs", client: true));
        async Task<bool> MayAsync((string, string, string) own)
        {
            using var channel = server.Open(certificates.Client(own: own));
            return (await SecuredServer.ClassifyAsync(channel)).StatusCode == StatusCode.OK;
        }
        Assert.Equal((true, false), (await MayAsync(ours), await MayAsync(theirs)));
        File.WriteAllText(trusted, File.ReadAllText(others.Authority));
        Assert.Equal((false, true), (await MayAsync(ours), await MayAsync(theirs)));
        File.WriteAllText(trusted, "half");
        Assert.Equal((false, true), (await MayAsync(ours), await MayAsync(theirs)));
    }

    [Fact]
    public async Task ClientCertificate_ThatItsAuthorityTookBack_IsRefused_OnItsOpenConnectionToo()
    {
        var trusted = Copy(certificates.Authority);
        await using var server = await SecuredServer.StartAsync(fixture, Tls() with { ClientAuthority = trusted });
        var (lost, kept) = (certificates.Issue("lost", client: true), certificates.Issue("kept", client: true));
        using var open = server.Open(certificates.Client(own: lost));
        using var other = server.Open(certificates.Client(own: kept));
        foreach (var channel in new[] { open, other })
            Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(channel)).StatusCode);

        File.AppendAllText(trusted, "\n" + certificates.RevocationOf(lost.Certificate));
        var status = await SecuredServer.ClassifyAsync(open);
        Assert.Equal(
            (StatusCode.Unauthenticated, "this client certificate was revoked"),
            (status.StatusCode, status.Detail)
        );
        using (var again = server.Open(certificates.Client(own: lost)))
            Assert.NotEqual(StatusCode.OK, (await SecuredServer.ClassifyAsync(again)).StatusCode);
        for (var call = 0; call < 3; call++) // of which the first is asked to close its connection
            Assert.Equal(StatusCode.OK, (await SecuredServer.ClassifyAsync(other)).StatusCode);
    }

    string Copy(string file)
    {
        File.Copy(file, certificates.Path("trusted.pem"));
        return certificates.Path("trusted.pem");
    }

    [Theory]
    [InlineData(-9, -2, "the certificate expired on")]
    [InlineData(2, 9, "the certificate is not valid before")]
    public async Task Serve_WithACertificateThatIsNotValidNow_IsRefused(int from, int to, string reason)
    {
        var (certificate, key, _) = certificates.Issue("server", from, to);
        var result = await Cli.RunAsync("serve", fixture.Path, "--port", "0", "--cert", certificate, "--cert-key", key);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {certificate}: {reason}", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Serve_WithAKeyOfAnotherCertificate_IsRefused()
    {
        var (certificate, other) = (certificates.Issue("server").Certificate, certificates.Issue("other").Key);
        var result = await Cli.RunAsync(
            "serve",
            fixture.Path,
            "--port",
            "0",
            "--cert",
            certificate,
            "--cert-key",
            other
        );
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            $"error: {certificate}, {other}: not a PEM certificate and its private key",
            Assert.Single(result.ErrorLines)
        );
    }

    [Fact]
    public void Fault_SaysWhenTheCertificateHasExpired()
    {
        var (certificate, key, _) = certificates.Issue("server", toDays: 30);
        var clock = new Clock();
        var served = new ServerCertificate(certificate, key, clock, NullLogger<ServerCertificate>.Instance);
        Assert.Null(served.Fault());
        clock.Ahead = TimeSpan.FromDays(31);
        Assert.StartsWith($"{certificate}: the certificate expired on", served.Fault());
        certificates.Issue("server", toDays: 60);
        Assert.Null(served.Fault());
    }

    [Fact]
    public async Task Health_OnceTheCertificateHasExpired_IsNotServing()
    {
        var clock = new Clock();
        await using var server = await SecuredServer.StartAsync(fixture, Tls() with { HealthPort = 0, Clock = clock });
        using var probe = server.Open(address: 1);
        async Task<HealthCheckResponse.Types.ServingStatus> Status(string service)
        {
            server.Service<ServingHealth>().Update(); // what CertificateWatch does every half minute
            return (await new Health.HealthClient(probe).CheckAsync(new() { Service = service })).Status;
        }
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await Status(""));
        clock.Ahead = TimeSpan.FromDays(31);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await Status(""));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await Status(ServingHealth.Live));
        certificates.Issue("server", toDays: 60);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await Status(""));
    }

    [Fact]
    public async Task HealthPort_AnswersHealthAlone()
    {
        await using var server = await SecuredServer.StartAsync(fixture, Tls() with { HealthPort = 0 });
        using var probe = server.Open(address: 1);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.Serving,
            (await new Health.HealthClient(probe).CheckAsync(new())).Status
        );
        Assert.Equal(StatusCode.Unimplemented, (await SecuredServer.ClassifyAsync(probe)).StatusCode);
    }

    [Theory]
    [InlineData("--host 0.0.0.0", "--host 0.0.0.0: others can reach it")]
    [InlineData("--host 0.0.0.0 --cert C --cert-key K", "--host 0.0.0.0: others can reach it")]
    [InlineData("--metrics-port 0 --metrics-host 0.0.0.0", "--metrics-host 0.0.0.0: others can reach it")]
    [InlineData("--cert C", "--cert and --cert-key: give both or neither")]
    [InlineData("--client-ca A", "--client-ca A: needs --cert and --cert-key too")]
    public async Task Serve_ThatWouldBeOpen_IsRefused(string options, string reason)
    {
        var result = await Cli.RunAsync(["serve", fixture.Path, "--port", "0", .. options.Split(' ')]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {reason}", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Check_WithTlsAndKeys_TakesAnyAddress()
    {
        var options = Tls() with { Keys = "keys.json" };
        options.Check(System.Net.IPAddress.Any);
        Assert.Null(options.Warning(System.Net.IPAddress.Any));
        Assert.Throws<InputException>(() =>
            (options with { Certificate = null, CertificateKey = null }).Check(System.Net.IPAddress.Any)
        );
    }

    sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
