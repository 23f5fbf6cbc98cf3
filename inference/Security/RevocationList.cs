using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>
/// The certificates that an authority has taken back, as openssl ca -gencrl writes them. RFC 5280, section 5.1.
/// </summary>
/// <remarks>
/// Its signature and its dates are not checked: it lies in the file that names whom to trust, and what was taken back
/// stays so.
/// </remarks>
sealed class RevocationList
{
    const string Label = "X509 CRL";
    readonly byte[] issuer;
    readonly HashSet<string> serials = [];

    RevocationList(ReadOnlyMemory<byte> der)
    {
        var list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            list.ReadInteger(); // version
        list.ReadSequence(); // algorithm of the signature
        issuer = list.ReadEncodedValue().ToArray();
        list.ReadEncodedValue(); // this update
        while (list.HasData && list.PeekTag() != Asn1Tag.Sequence)
            list.ReadEncodedValue(); // next update
        if (!list.HasData)
            return;
        for (var entries = list.ReadSequence(); entries.HasData; )
            serials.Add(Hex(entries.ReadSequence().ReadIntegerBytes().Span));
    }

    public int Count => serials.Count;

    /// <summary>All that a PEM file holds beside its certificates.</summary>
    /// <exception cref="InputException">One cannot be read.</exception>
    public static IReadOnlyList<RevocationList> In(string path)
    {
        var lists = new List<RevocationList>();
        var rest = File.ReadAllText(path).AsSpan();
        try
        {
            while (PemEncoding.TryFind(rest, out var fields))
            {
                if (rest[fields.Label] is Label)
                    lists.Add(new(Convert.FromBase64String($"{rest[fields.Base64Data]}")));
                rest = rest[fields.Location.End..];
            }
            return lists;
        }
        catch (AsnContentException e)
        {
            throw new InputException($"{path}: a revocation list in it cannot be read ({e.Message})", e);
        }
    }

    public bool Has(X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer)
        && serials.Contains(Hex(certificate.SerialNumberBytes.Span));

    static string Hex(ReadOnlySpan<byte> number) => Convert.ToHexString(number.TrimStart((byte)0));
}
