using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;

namespace Platform.Training.Data;

/// <summary>Copies of the held-out images, as they were encoded, in a folder per class; whole or not there.</summary>
static class HeldOut
{
    public const string Option = "--held-out";

    /// <returns>whether an image is held out: else there is no folder</returns>
    public static bool Copy(
        Catalogue catalogue,
        IReadOnlyList<ManifestRow> rows,
        string output,
        CancellationToken cancellation
    )
    {
        ManifestRow[] held = [.. rows.Where(r => r.Split == "test")];
        if (held.Length == 0)
            return false;
        var images = catalogue.Images.ToDictionary(i => i.Image);
        AtomicFolder.Make(
            output,
            Option,
            folder =>
            {
                var groups = new List<string[]>();
                foreach (var row in held)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var bytes = images[row.Image].Read();
                    var name = Name(row, bytes);
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                    using var file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
                    file.Write(bytes);
                    groups.Add([name, row.Lesion]);
                }
                // So that whoever prepares or fits on this folder keeps the photographs of a lesion together.
                if (held.Any(r => r.Lesion != r.Image))
                    CsvTable.Write(
                        Path.Combine(folder, ImageGroups.FileName),
                        [ImageGroups.ImageColumn, ImageGroups.DefaultColumn],
                        groups
                    );
            }
        );
        return true;
    }

    /// <summary>Below the class's folder as it lay there in its source, with the extension of what it is.</summary>
    static string Name(ManifestRow row, byte[] bytes)
    {
        string[] parts = row.Image.Split('/');
        var below = row.Label == "" ? parts : parts[(Array.IndexOf(parts, row.Label, 0, parts.Length - 1) + 1)..];
        var name = string.Join('/', row.Label == "" ? below : [row.Label, .. below]);
        return ImageFormats.IsReadable(name) ? name : name + ImageFormats.Of(bytes)?.Extensions[0];
    }
}
