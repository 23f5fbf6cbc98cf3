using System.Net;
using System.Text;
using Platform.Inference.Security;
using Platform.Inference.Serving;

namespace Platform.Inference.Tests.Security;

public class BrowserCallsTests(TinyBundleFixture fixture)
{
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("attacker.example:8000", HttpStatusCode.Forbidden)]
    [InlineData("localhost.attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", HttpStatusCode.OK)]
    [InlineData("[2001:db8::1]:8000", HttpStatusCode.OK)]
    public async Task Name_OfAnotherMachine_IsRefused_WhateverTheAddressListenedOn(string host, HttpStatusCode expected)
    {
        foreach (var listen in new[] { IPAddress.Loopback, IPAddress.Any })
        {
            var options = new ServeOptions
            {
                Ports = new() { Host = listen, HttpPort = 0 },
                Security = new() { Insecure = true },
            };
            await using var server = await SecuredServer.StartAsync(fixture, options);
            Assert.Equal(expected, await StatusAsync(server.Addresses[1], host));
        }
    }

    [Theory]
    [InlineData("lesions.clinic.example", HttpStatusCode.OK)]
    [InlineData("LESIONS.clinic.example.:443", HttpStatusCode.OK)]
    [InlineData("ward3.example", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("clinic.example", HttpStatusCode.Forbidden)]
    public async Task Hosts_AreTheNamesThatPass(string host, HttpStatusCode expected)
    {
        var security = new SecurityOptions { Hosts = ["lesions.clinic.example", "ward3.example"] };
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new ServeOptions
            {
                Ports = new() { HttpPort = 0 },
                Security = security,
            }
        );
        Assert.Equal(expected, await StatusAsync(server.Addresses[1], host));
    }

    /// <summary>Over TLS a browser speaks HTTP/2, too. Without it none does, and gRPC comes under any name.</summary>
    [Theory]
    [InlineData(true, "attacker.example", HttpStatusCode.Forbidden)]
    [InlineData(true, "localhost", HttpStatusCode.OK)]
    [InlineData(false, "lesion-server.clinic.svc", HttpStatusCode.OK)]
    public async Task Authority_OfHttp2_IsCheckedWhereABrowserCouldCall(bool tls, string host, HttpStatusCode expected)
    {
        using var certificates = new TestCertificates();
        var (certificate, key, _) = certificates.Issue("server");
        var security = tls ? new SecurityOptions { Certificate = certificate, CertificateKey = key } : new();
        await using var server = await SecuredServer.StartAsync(fixture, security);
        Assert.Equal(
            expected,
            await StatusAsync(server.Addresses[0], host, HttpVersion.Version20, certificates.Client())
        );
    }

    [Theory]
    [InlineData("http://a.example")]
    [InlineData("a.example,")]
    [InlineData("a.example:80")]
    [InlineData("*")]
    public async Task Serve_WithHostsThatAreNoNames_SaysSo(string hosts)
    {
        var result = await Cli.RunAsync("serve", fixture.Path, "--port", "0", "--hosts", hosts);
        Assert.Equal((1, true), (result.ExitCode, result.Error.StartsWith($"error: --hosts {hosts}: '")));
    }

    static async Task<HttpStatusCode> StatusAsync(
        string address,
        string host,
        Version? version = null,
        HttpMessageHandler? handler = null
    )
    {
        using var client = new HttpClient(handler ?? new SocketsHttpHandler());
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{address.Replace("0.0.0.0", "127.0.0.1")}/v1/bundles"
        )
        {
            Headers = { Host = host },
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return (await client.SendAsync(request)).StatusCode;
    }

    /// <summary>What a foreign page may send without asking: it may not be JSON, and no answer lets it read.</summary>
    [Fact]
    public async Task ForeignPage_CannotCall()
    {
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new ServeOptions { Ports = new() { HttpPort = 0 } }
        );
        using var client = new HttpClient();
        using var simple = new HttpRequestMessage(HttpMethod.Post, $"{server.Addresses[1]}/v1/classify")
        {
            Content = new StringContent(
                $"{{\"image\":\"{Convert.ToBase64String(Samples.Png(1))}\"}}",
                Encoding.UTF8,
                "text/plain"
            ),
            Headers = { { "Origin", "https://attacker.example" } },
        };
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.SendAsync(simple)).StatusCode);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"{server.Addresses[1]}/v1/classify")
        {
            Headers = { { "Origin", "https://attacker.example" }, { "Access-Control-Request-Method", "POST" } },
        };
        var answer = await client.SendAsync(preflight);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Page_CarriesItsPolicy()
    {
        await using var server = await SecuredServer.StartAsync(
            fixture,
            new ServeOptions { Ports = new() { HttpPort = 0 } }
        );
        using var client = new HttpClient();
        foreach (var path in new[] { "/", "/page.js", "/page.css" })
        {
            var answer = await client.GetAsync(server.Addresses[1] + path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.StartsWith(
                "default-src 'none'; script-src 'self'",
                Assert.Single(answer.Headers.GetValues("Content-Security-Policy"))
            );
            using var again = new HttpRequestMessage(HttpMethod.Get, server.Addresses[1] + path)
            {
                Headers = { { "If-None-Match", answer.Headers.ETag!.Tag } },
            };
            Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        }
    }
}
