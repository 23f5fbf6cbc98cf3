using Platform.Shared;

namespace Platform.Tools.Calling;

static class ServerAddress
{
    /// <exception cref="InputException">Not an address of a server.</exception>
    public static Uri Parse(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") ? uri
        : throw new InputException($"{address}: not an address; write http://127.0.0.1:50051");
}
