using System.Net;
using System.Net.Sockets;

namespace Platform.Inference.Security;

/// <summary>What counts as one caller where no key says who calls.</summary>
static class CallerNetwork
{
    /// <summary>The address; of IPv6 its network of 64 bits, which is one host's: RFC 4291, section 2.5.4.</summary>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }
}
