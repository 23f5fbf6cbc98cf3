using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Shared.Files;
using Platform.Shared.Formats;

namespace Platform.Shared.Bundles;

/// <summary>Reads and writes bundle.json, and refuses one that is not as it was written.</summary>
public static class ManifestFile
{
    static readonly string Blank = new('0', 64);

    /// <summary>Up to schema 3 a manifest has no kind, which older releases would refuse.</summary>
    static readonly FileContract Contract = new("model bundle", BundleManifest.CurrentSchema, "publish")
    {
        First = BundleManifest.FirstSchema,
        Fields = ("kind", "schemaVersion"),
        Unmarked = manifest =>
            manifest["schemaVersion"] is JsonValue v && v.TryGetValue<int>(out var schema) ? schema : null,
        Remedy = "copy the bundle again, or publish it again",
    };
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the manifest with its own hash filled in.</summary>
    public static void Write(string path, BundleManifest manifest)
    {
        var text = JsonSerializer.Serialize(manifest with { Sha256 = Blank }, Json) + "\n";
        File.WriteAllText(
            path,
            text.Replace($"\"sha256\": \"{Blank}\"", $"\"sha256\": \"{Hash(text)}\"", StringComparison.Ordinal)
        );
    }

    /// <exception cref="InputException">
    /// Missing, of another schema, changed since it was written, or not a manifest.
    /// </exception>
    public static BundleManifest Read(string path) => Parse(path, Bytes(path));

    /// <exception cref="InputException">Missing.</exception>
    internal static byte[] Bytes(string path)
    {
        if (!File.Exists(path))
            throw new InputException(
                $"{path}: missing; give a bundle's version folder, or the folder that holds its versions"
            );
        return File.ReadAllBytes(path);
    }

    /// <param name="path">that messages name</param>
    internal static BundleManifest Parse(string path, byte[] bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            // An editor put a byte order mark there, and so changed the file.
            if (text.StartsWith('\uFEFF'))
                throw Changed(path);
            Contract.Parse(path, text); // before anything else: a file of another schema may have other fields
            var manifest = JsonSerializer.Deserialize<BundleManifest>(text, Json) ?? throw new JsonException("null");
            if (manifest.Sha256.Length != 64 || Hash(Zeroed(text, manifest.Sha256)) != manifest.Sha256)
                throw Changed(path);
            return manifest;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            throw new InputException($"{path}: damaged ({JsonFault.Of(e)}); copy the bundle again", e);
        }
    }

    static InputException Changed(string path) =>
        new($"{path}: changed since it was published; copy the bundle again or publish a new version");

    static string Zeroed(string text, string hash)
    {
        var at = text.IndexOf(hash, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), Blank, text.AsSpan(at + hash.Length));
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
