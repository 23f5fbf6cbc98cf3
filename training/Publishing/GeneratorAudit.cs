using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Training.Audit;
using Platform.Training.Export;
using Platform.Training.Gan;

namespace Platform.Training.Publishing;

/// <summary>The audit of a generator's images, if it is of this generator and may be published.</summary>
static class GeneratorAudit
{
    /// <param name="folder">made by audit</param>
    /// <param name="dataSha256">of the manifest of the photographs that the generator was trained on</param>
    /// <exception cref="InputException">
    /// Of another generator, of one that is not known, against other photographs, or failed and not accepted.
    /// </exception>
    public static JsonElement Read(string folder, Generator generator, string dataSha256, bool acceptFailure)
    {
        var path = Path.Combine(folder, AuditResult.FileName);
        if (!File.Exists(path))
            throw new InputException($"{path}: missing; run audit first");
        try
        {
            var audit = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            if (!audit.TryGetProperty("schema", out var schema) && audit.TryGetProperty("passed", out _))
                throw new InputException(
                    $"{path}: made by an earlier release, which did not say which photographs "
                        + "the images were compared with; run audit again"
                );
            if (schema.GetInt32() != AuditResult.Schema || audit.GetProperty("kind").GetString() != AuditResult.Kind)
                throw new InputException(
                    $"{path}: schema {schema}; this version reads {AuditResult.Schema}: run audit again"
                );
            if (audit.GetProperty("generator_sha256").GetString() is not { } sha256)
                throw new InputException(
                    $"{path}: which generator drew its images is not known; audit a set that "
                        + "generate or sample drew with this one"
                );
            if (sha256 != Sha256(generator))
                throw new InputException(
                    $"{path}: its images were drawn by another generator, or before this one "
                        + "was trained on; generate and audit again"
                );
            if (audit.GetProperty("data_sha256").GetString() != dataSha256)
                throw new InputException(
                    $"{path}: its images were compared with other photographs than those that "
                        + "the generator was trained on; run audit --against that data folder"
                );
            if (!audit.GetProperty("passed").GetBoolean() && !acceptFailure)
                throw new InputException(
                    $"{path}: the generator failed its audit "
                        + $"({string.Join("; ", audit.GetProperty("failures").EnumerateArray())}); train another "
                        + $"one, or add --accept-memorisation, which the model card will say"
                );
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
