using System.Text.Json;
using Platform.Shared.Files;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Training.Audit;
using Platform.Training.Commands;
using Platform.Training.Gan;

namespace Platform.Training.Export;

/// <summary>The audit of a generator's images, if it is of this generator and may be published.</summary>
static class GeneratorAudit
{
    /// <param name="folder">made by audit</param>
    /// <exception cref="InputException">Of another generator, or failed and not accepted.</exception>
    public static JsonElement Read(string folder, Generator generator, bool acceptFailure)
    {
        var path = Path.Combine(folder, AuditCommand.ResultFile);
        if (!File.Exists(path)) throw new InputException($"{path}: missing; run audit first");
        try
        {
            var audit = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            if (audit.GetProperty("generator_sha256").GetString() is { } sha256 && sha256 != Sha256(generator))
                throw new InputException($"{path}: its images were drawn by another generator, or before this one was trained on; generate and audit again");
            if (!audit.GetProperty("passed").GetBoolean() && !acceptFailure)
                throw new InputException($"{path}: the generator failed its audit ({string.Join("; ", audit.GetProperty("failures").EnumerateArray())}); train another one, or add --accept-memorisation, which the model card will say");
            return audit;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException($"{path}: damaged ({JsonFault.Of(e)}); run audit again", e);
        }
    }

    static string Sha256(Generator generator)
    {
        using var temporary = new TemporaryFolder("audit");
        var file = temporary[BundleFiles.Generator];
        OnnxExport.Save(OnnxExport.Generator(generator), file);
        return BundleFiles.Sha256(file);
    }
}
