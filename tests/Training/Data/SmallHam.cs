using Platform.Shared.Imaging;

namespace Platform.Training.Tests.Data;

/// <summary>A few drawn files in the layouts of HAM10000 and ISIC 2019.</summary>
static class SmallHam
{
    public static byte[] Picture(int seed)
    {
        var rgb = new byte[20 * 15 * 3];
        new Random(seed).NextBytes(rgb);
        return PngEncoder.Encode(rgb, 20, 15); // the decoder goes by content, not by extension
    }

    /// <param name="rows">lesion_id,image_id,dx</param>
    public static string Write(string folder, params string[] rows)
    {
        Directory.CreateDirectory($"{folder}/HAM10000_images_part_1");
        Directory.CreateDirectory($"{folder}/HAM10000_images_part_2");
        File.WriteAllLines(
            $"{folder}/HAM10000_metadata.csv",
            ["lesion_id,image_id,dx,dx_type,age,sex,localization", .. rows.Select(r => $"{r},histo,80.0,male,scalp")]
        );
        foreach (var (image, i) in rows.Select(r => r.Split(',')[1]).Distinct().Select((image, i) => (image, i)))
            if (image.All(char.IsAsciiLetterOrDigit))
                File.WriteAllBytes($"{folder}/HAM10000_images_part_{i % 2 + 1}/{image}.jpg", Picture(i));
        return folder;
    }

    public static string Path(string folder, string image) =>
        new[] { 1, 2 }.Select(p => $"{folder}/HAM10000_images_part_{p}/{image}.jpg").First(File.Exists);

    /// <summary>40 lesions of two photographs in two classes.</summary>
    public static string[] ManyRows =>
        [.. Enumerable.Range(0, 80).Select(i => $"L{i / 2},I{i:D3},{(i / 2 % 4 == 0 ? "mel" : "nv")}")];
}
