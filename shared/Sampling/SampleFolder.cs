using System.Text.Json;
using Platform.Shared.Files;

namespace Platform.Shared.Sampling;

/// <summary>
/// A folder of generated images: each file is whole or absent, and dataset.json says how they were made.
/// </summary>
public sealed class SampleFolder
{
    public const string SettingsFile = "dataset.json";
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    readonly string path;
    readonly SampleSettings settings;

    SampleFolder(string path, SampleSettings settings) => (this.path, this.settings) = (path, settings);

    /// <exception cref="InputException">The folder holds images of other settings.</exception>
    public static SampleFolder Open(string path, SampleSettings settings)
    {
        Directory.CreateDirectory(path);
        var file = Path.Combine(path, SettingsFile);
        var folder = new SampleFolder(path, settings);
        if (!File.Exists(file))
            AtomicFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(settings, Json));
        else if (Read(file) is var found && found != settings)
            throw new InputException(
                $"{file}: this folder is {found?.Generator}, seed {found?.Seed}, psi {found?.Psi}, not "
                    + $"{settings.Generator} ({settings.GeneratorSha256[..12]}), seed {settings.Seed}, psi "
                    + $"{settings.Psi}; give another --out"
            );
        return folder;
    }

    public string PathOf(long index) => Path.Combine(path, Name(index));

    public bool Has(long index) => File.Exists(PathOf(index));

    public void Write(long index, byte[] png) => AtomicFile.WriteOneOfMany(PathOf(index), png);

    string Name(long index) => $"{settings.Seed}-{index:D8}.png";

    static SampleSettings? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<SampleSettings>(File.ReadAllBytes(file), Json);
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: damaged ({JsonFault.Of(e)}); give another --out", e);
        }
    }
}
