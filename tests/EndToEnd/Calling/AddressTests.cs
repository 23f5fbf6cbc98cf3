namespace Platform.EndToEnd.Tests.Calling;

/// <summary>Calls that name the wrong port or scheme, or that a proxy would take.</summary>
public sealed class AddressTests(TwoServers servers) : IClassFixture<TwoServers>
{
    /// <summary>Nothing listens there: a call that goes to it fails.</summary>
    static readonly (string, string)[] DeadProxy =
    [
        ("http_proxy", "http://127.0.0.1:9"),
        ("https_proxy", "http://127.0.0.1:9"),
        ("no_proxy", ""),
        ("NO_PROXY", ""),
    ];

    [Theory]
    [InlineData("http", "plain-json", "HTTP/1.1")]
    [InlineData("https", "tls-json", "HTTP/1.1")]
    [InlineData("https", "plain-grpc", "write http://")]
    [InlineData("http", "tls-grpc", "write https://")]
    public async Task Call_OfAPortThatSpeaksAnotherProtocol_SaysWhatToWrite(string scheme, string port, string advice)
    {
        var address = $"{scheme}://127.0.0.1:{servers.Port[port]}";
        foreach (var command in new[] { "call", "load" })
        {
            var result = await Command.Tools(command, address, servers.Image, "--ca", servers.Authority);
            Assert.Equal(1, result.ExitCode);
            var complaint = Assert.Single(result.Complaints);
            Assert.Contains(address, complaint);
            Assert.Contains(advice, complaint);
            Assert.DoesNotContain("Exception", complaint);
        }
    }

    [Fact]
    public async Task Call_OfACertificateThatThisMachineDoesNotTrust_NamesTheOption()
    {
        var result = await Command.Tools("call", $"https://127.0.0.1:{servers.Port["tls-grpc"]}", servers.Image);
        Assert.Contains("--ca", Assert.Single(result.Complaints));
    }

    [Theory]
    [InlineData("http://127.0.0.1", "plain-grpc")]
    [InlineData("http://localhost", "plain-grpc")]
    [InlineData("http://0.0.0.0", "plain-grpc")]
    [InlineData("https://127.0.0.1", "tls-grpc")]
    public async Task Call_OfThisMachine_GoesPastTheProxy(string host, string port)
    {
        var result = await Command.RunAsync(
            "Platform.Tools",
            ["call", $"{host}:{servers.Port[port]}", servers.Image, "--ca", servers.Authority],
            DeadProxy
        );
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task Call_OfAnotherMachineInTheClearThroughAProxy_SaysThatItCannotBe()
    {
        var result = await Command.RunAsync(
            "Platform.Tools",
            ["call", "http://server.invalid:50051", servers.Image],
            DeadProxy
        );
        Assert.Contains("no_proxy", Assert.Single(result.Complaints));
    }

    [Fact]
    public async Task Call_OfAnotherMachineOverTls_GoesThroughTheProxy()
    {
        await using var proxy = new TunnelProxy(int.Parse(servers.Port["tls-grpc"]));
        var environment = DeadProxy.Append(("https_proxy", proxy.Address)).ToArray();
        var result = await Command.RunAsync(
            "Platform.Tools",
            ["call", "https://server.invalid:50051", servers.Image, "--ca", servers.Authority],
            environment
        );
        Assert.Equal("CONNECT server.invalid:50051 HTTP/1.1", Assert.Single(proxy.Requests));
        // so the server behind the tunnel was reached
        Assert.Contains("RemoteCertificateNameMismatch", Assert.Single(result.Complaints));
    }
}
