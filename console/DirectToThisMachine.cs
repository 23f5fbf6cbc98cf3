using System.Net;
using System.Net.NetworkInformation;

namespace Platform.CommandLine;

/// <summary>
/// The proxy that the environment names (<c>http_proxy</c>, <c>https_proxy</c>, <c>no_proxy</c>), except for addresses
/// of this machine.
/// </summary>
/// <remarks>
/// .NET on Linux sends calls of 127.0.0.1 to the proxy too, which cannot reach this machine's server.
/// </remarks>
public sealed class DirectToThisMachine : IWebProxy
{
    static readonly IWebProxy FromEnvironment = HttpClient.DefaultProxy;

    public static DirectToThisMachine Instance { get; } = new();

    DirectToThisMachine() { }

    public ICredentials? Credentials
    {
        get => FromEnvironment.Credentials;
        set => FromEnvironment.Credentials = value;
    }

    /// <summary>The proxy's address; null where the server is called directly.</summary>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : FromEnvironment.GetProxy(destination);

    public bool IsBypassed(Uri host) => IsThisMachine(host) || FromEnvironment.IsBypassed(host);

    static bool IsThisMachine(Uri uri)
    {
        if (uri.IsLoopback)
            return true;
        if (uri.IdnHost.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!IPAddress.TryParse(uri.IdnHost, out var address))
            return false;
        return address.Equals(IPAddress.Any)
            || address.Equals(IPAddress.IPv6Any)
            || IPAddress.IsLoopback(address)
            || Interfaces().Contains(address);
    }

    static IEnumerable<IPAddress> Interfaces() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address);
}
