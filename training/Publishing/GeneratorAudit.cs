using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Formats;
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
        var path = Path.Combine(folder, AuditReport.FileName);
        var report = AuditReport.Read(folder);
        if (report.GeneratorSha256 is null)
            throw new InputException(
                $"{path}: which generator drew its images is not known; audit a set that "
                    + "generate or sample drew with this one"
            );
        if (report.GeneratorSha256 != Sha256(generator))
            throw new InputException(
                $"{path}: its images were drawn by another generator, or before this one "
                    + "was trained on; generate and audit again"
            );
        if (report.DataSha256 != dataSha256)
            throw new InputException(
                $"{path}: its images were compared with other photographs than those that "
                    + "the generator was trained on; run audit --against that data folder"
            );
        if (!report.Passed && !acceptFailure)
            throw new InputException(
                $"{path}: the generator failed its audit ({string.Join("; ", report.Failures)}); train another "
                    + $"one, or add --accept-memorisation, which the model card will say"
            );
        return JsonSerializer.SerializeToElement(AuditReport.Contract.Mark(report, AuditReport.Json));
    }

    static string Sha256(Generator generator)
    {
        using var temporary = new TemporaryFolder("audit");
        var file = temporary[BundleFiles.Generator];
        OnnxExport.Save(OnnxExport.Generator(generator), file);
        return BundleFiles.Sha256(file);
    }
}
