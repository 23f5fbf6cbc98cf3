using System.Security.Cryptography;
using Platform.Shared.Files;

namespace Platform.Shared.Bundles;

/// <summary>
/// A detached signature of bundle.json, whose hashes cover every other file: ECDSA on P-256 with SHA-256, FIPS 186-5
/// section 6, in the encoding that OpenSSL writes and reads.
/// </summary>
public static class BundleSignature
{
    public const string FileName = "bundle.json.sig";

    /// <summary>Writes the signature beside bundle.json; the bundle itself stays as it is.</summary>
    /// <param name="keyFile">PEM of a private key on P-256</param>
    /// <exception cref="InputException">The key cannot be used, or the bundle is signed already.</exception>
    public static void Sign(string folder, string keyFile) =>
        Sign(folder, ManifestFile.Bytes(Path.Combine(folder, BundleManifest.FileName)), keyFile);

    /// <summary>Of a bundle that was loaded: what is signed is what was checked.</summary>
    /// <param name="keyFile">PEM of a private key on P-256</param>
    /// <exception cref="InputException">The key cannot be used, or the bundle is signed already.</exception>
    public static void Sign(Bundle bundle, string keyFile) => Sign(bundle.Folder, bundle.ManifestBytes, keyFile);

    static void Sign(string folder, byte[] manifest, string keyFile)
    {
        var target = Path.Combine(folder, FileName);
        if (File.Exists(target))
            throw new InputException($"{target}: the bundle is signed already; delete the signature to sign it anew");
        using var key = Key(keyFile);
        try
        {
            var signature = key.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            AtomicFile.Create(target, signature, "sign");
        }
        catch (CryptographicException e)
        {
            throw new InputException($"{keyFile}: cannot sign ({e.Message}); a private key is wanted", e);
        }
    }

    /// <param name="publicKeyFile">PEM of the signer's public key</param>
    /// <exception cref="InputException">Unsigned, or signed by another, or changed since.</exception>
    public static void Verify(string folder, string publicKeyFile) =>
        Verify(folder, ManifestFile.Bytes(Path.Combine(folder, BundleManifest.FileName)), publicKeyFile);

    /// <param name="manifest">the bytes of bundle.json</param>
    internal static void Verify(string folder, byte[] manifest, string publicKeyFile)
    {
        var path = Path.Combine(folder, FileName);
        using var key = Key(publicKeyFile);
        if (!File.Exists(path))
            throw new InputException(
                $"{folder}: not signed (no {FileName}), and a signature is required; sign it with training sign, or "
                    + $"ask its publisher"
            );
        if (
            !key.VerifyData(
                manifest,
                File.ReadAllBytes(path),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            )
        )
            throw new InputException(
                $"{path}: not the signature of {BundleManifest.FileName} by {publicKeyFile}; the bundle was changed "
                    + $"or is of another publisher: do not use it"
            );
    }

    static ECDsa Key(string file)
    {
        if (!File.Exists(file))
            throw new InputException(
                $"{file}: no such key; make one with: openssl ecparam -name prime256v1 -genkey -noout -out key.pem, "
                    + $"and openssl ec -in key.pem -pubout -out public.pem"
            );
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7"
                ? key
                : throw new CryptographicException("another curve");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new InputException(
                $"{file}: not a PEM key on the curve P-256 ({e.Message.ReplaceLineEndings(" ")})",
                e
            );
        }
    }
}
