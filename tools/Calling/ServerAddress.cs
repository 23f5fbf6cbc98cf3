using System.Net;
using Platform.Shared;

namespace Platform.Tools.Calling;

static class ServerAddress
{
    /// <summary>A server that listens on every address (0.0.0.0, [::]) is called on loopback.</summary>
    /// <exception cref="InputException">Not an address of a server.</exception>
    public static Uri Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InputException($"{address}: not an address; write http://127.0.0.1:50051");
        if (!IPAddress.TryParse(uri.IdnHost, out var ip))
            return uri;
        return ip.Equals(IPAddress.Any) ? At(uri, IPAddress.Loopback)
            : ip.Equals(IPAddress.IPv6Any) ? At(uri, IPAddress.IPv6Loopback)
            : uri;
    }

    static Uri At(Uri uri, IPAddress host) => new UriBuilder(uri) { Host = host.ToString() }.Uri;
}
