using System.Buffers;
using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Platform.Inference.Security;

/// <summary>An API key as it is stored: the secret itself is shown once and kept nowhere.</summary>
/// <param name="Id">eight hexadecimal digits, the readable part of the key</param>
/// <param name="Name">whose it is</param>
/// <param name="Sha256">of the whole key; a secret of 256 random bits needs no slow hash. NIST SP 800-63B, section
/// 5.1.2.2</param>
/// <param name="Rate">images or calls a second in the long run</param>
/// <param name="Burst">images or calls at once</param>
/// <param name="Expires">the last day on which it works, in UTC; null for one that works until it is removed</param>
public sealed record ApiKey(
    string Id,
    string Name,
    string Sha256,
    IReadOnlyList<Scope> Scopes,
    [property: Range(1, ApiKey.MostRate)] int Rate,
    [property: Range(1, ApiKey.MostRate)] int Burst,
    DateTimeOffset Created,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Expires = null
)
{
    /// <summary>The most images or calls, a second or at once, that a key may have.</summary>
    public const int MostRate = 1_000_000;

    const string Prefix = "lesion_";
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Longer than any key: what is longer is not hashed.</summary>
    const int MaxLength = 128;

    public static (ApiKey Stored, string Secret) Create(
        string name,
        IReadOnlyList<Scope> scopes,
        int rate,
        int burst,
        DateTimeOffset now,
        DateOnly? expires = null
    )
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var secret = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (new(id, name, Hash(secret), scopes, rate, burst, now, expires), secret);
    }

    /// <summary>The id inside a presented key; null when it is none of ours.</summary>
    public static string? IdOf(string presented) =>
        presented.Length > Prefix.Length + 9
        && presented.Length <= MaxLength
        && presented.StartsWith(Prefix, StringComparison.Ordinal)
        && presented[Prefix.Length + 8] == '_'
        && presented.AsSpan(Prefix.Length, 8).IndexOfAnyExcept(HexDigits) < 0
            ? presented.Substring(Prefix.Length, 8)
            : null;

    /// <summary>Takes the same time whatever the difference.</summary>
    public bool Matches(string presented) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Hash(presented)),
            Encoding.ASCII.GetBytes(Sha256)
        );

    public bool IsExpired(DateTimeOffset now) => Expires is { } last && DateOnly.FromDateTime(now.UtcDateTime) > last;

    static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
