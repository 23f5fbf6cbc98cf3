using System.Net;
using System.Text;
using Platform.Inference.Serving;

namespace Platform.Inference.Tests.Security;

public class BrowserCallsTests(TinyBundleFixture fixture)
{
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", HttpStatusCode.Forbidden)]
    public async Task Name_OfAnotherMachine_IsRefused(string host, HttpStatusCode expected)
    {
        await using var server = await SecuredServer.StartAsync(fixture, new ServeOptions { HttpPort = 0 });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Addresses[1]}/v1/bundles") { Headers = { Host = host } };
        Assert.Equal(expected, (await client.SendAsync(request)).StatusCode);
    }

    /// <summary>What a foreign page may send without asking: it may not be JSON, and no answer lets it read.</summary>
    [Fact]
    public async Task ForeignPage_CannotCall()
    {
        await using var server = await SecuredServer.StartAsync(fixture, new ServeOptions { HttpPort = 0 });
        using var client = new HttpClient();
        using var simple = new HttpRequestMessage(HttpMethod.Post, $"{server.Addresses[1]}/v1/classify")
        {
            Content = new StringContent($"{{\"image\":\"{Convert.ToBase64String(Samples.Png(1))}\"}}", Encoding.UTF8, "text/plain"),
            Headers = { { "Origin", "https://attacker.example" } },
        };
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.SendAsync(simple)).StatusCode);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"{server.Addresses[1]}/v1/classify") { Headers = { { "Origin", "https://attacker.example" }, { "Access-Control-Request-Method", "POST" } } };
        var answer = await client.SendAsync(preflight);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Page_CarriesItsPolicy()
    {
        await using var server = await SecuredServer.StartAsync(fixture, new ServeOptions { HttpPort = 0 });
        using var client = new HttpClient();
        foreach (var path in new[] { "/", "/page.js", "/page.css" })
        {
            var answer = await client.GetAsync(server.Addresses[1] + path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.StartsWith("default-src 'none'; script-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            using var again = new HttpRequestMessage(HttpMethod.Get, server.Addresses[1] + path) { Headers = { { "If-None-Match", answer.Headers.ETag!.Tag } } };
            Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        }
    }
}
