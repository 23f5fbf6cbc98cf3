namespace Platform.Training.Data;

/// <summary>Copies of the held-out images, as they were encoded, in a folder per class; whole or not there.</summary>
static class HeldOut
{
    public static void Copy(Catalogue catalogue, IReadOnlyList<ManifestRow> rows, string output)
    {
        var partial = Path.TrimEndingDirectorySeparator(output) + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        var images = catalogue.Images.ToDictionary(i => i.Image);
        foreach (var row in rows.Where(r => r.Split == "test"))
        {
            var bytes = images[row.Image].Read();
            var name = Path.GetFileName(row.Image);
            if (!Path.HasExtension(name)) name += bytes[0] == 0xFF ? ".jpg" : ".png";
            File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(partial, row.Label)).FullName, name), bytes);
        }
        Directory.Move(partial, output);
    }
}
