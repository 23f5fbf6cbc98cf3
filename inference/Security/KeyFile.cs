using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Inference.Security;

/// <summary>The file of stored keys: replaced whole, so that a reader sees the old one or the new one.</summary>
public static class KeyFile
{
    sealed record Content(IReadOnlyList<ApiKey> Keys);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <exception cref="InputException">Missing, damaged, or with two keys of one id.</exception>
    public static IReadOnlyList<ApiKey> Read(string path)
    {
        if (Directory.Exists(path))
            throw new InputException($"{path}: a folder; give the file of the keys in it");
        if (!File.Exists(path))
            throw new InputException(
                $"{path}: missing; make a first key with: Platform.Inference keys add NAME --keys {path}"
            );
        try
        {
            var keys =
                JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Json)?.Keys
                ?? throw new JsonException("null");
            if (keys.CountBy(k => k.Id).FirstOrDefault(k => k.Value > 1) is { Key: { } twice })
                throw new JsonException($"the id {twice} occurs twice");
            return keys.FirstOrDefault(k => k.Sha256.Length != 64 || k.Rate < 1 || k.Burst < 1) is { } bad
                ? throw new JsonException($"key {bad.Id}")
                : keys;
        }
        catch (JsonException e)
        {
            throw new InputException(
                $"{path}: damaged ({JsonFault.Of(e)}); bring back a copy of it or make the keys again",
                e
            );
        }
    }

    /// <summary>Reads, changes and replaces the file; two processes at once wait for nobody and are told so.</summary>
    public static void Change(string path, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new InputException($"{path}: a folder; give the file of the keys in it");
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(full)!).FullName;
        using var turn =
            FileLock.Try(Path.Combine(folder, $".{Path.GetFileName(full)}.lock"), deletes: true)
            ?? throw new InputException($"{path}: another process is changing it; try again");
        var keys = change(File.Exists(full) ? Read(full) : []);
        AtomicFile.Write(full, file => JsonSerializer.Serialize(file, new Content(keys), Json), Mode(full));
    }

    /// <summary>That of the file that is replaced: a server of another user may read it by its group.</summary>
    static UnixFileMode Mode(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path)
            ? File.GetUnixFileMode(path)
            : UnixFileMode.UserRead | UnixFileMode.UserWrite;
}
