using System.Security.Cryptography;
using System.Text;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;

namespace Platform.Training.Data;

/// <summary>A folder that prepare made: manifest.csv, dataset.json, rejected.csv and pixels.&lt;side&gt;.bin.</summary>
public sealed class DataFolder
{
    readonly string path;

    public DataInfo Info { get; }
    public IReadOnlyList<ManifestRow> Rows { get; }
    public IReadOnlyList<string> Classes => Info.Classes;

    /// <summary>Class index of each row; -1 without a label.</summary>
    public int[] Labels { get; }

    /// <summary>Names the exact data that a model was trained on.</summary>
    public string ManifestSha256 { get; }

    /// <summary>
    /// Names what its pixels depend on too: the manifest's hash where pictures are squashed, as all once were.
    /// </summary>
    public string ContentSha256 =>
        Info.Preprocessing(Info.Sides[0]) is { IsPlain: false } treated
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ManifestSha256} {treated.Options}")))
            : ManifestSha256;

    DataFolder(string path, DataInfo info)
    {
        (this.path, Info) = (path, info);
        var manifest = Path.Combine(path, ManifestRow.FileName);
        Rows = ManifestRow.Read(manifest);
        Labels =
        [
            .. Rows.Select(r =>
                r.Label == "" ? -1
                : Array.IndexOf(info.Classes, r.Label) is >= 0 and var index ? index
                : throw new InputException($"{manifest}: {r.Image}: class '{r.Label}' is not in dataset.json")
            ),
        ];
        ManifestSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)));
    }

    /// <exception cref="InputException">Not a data folder, or not a whole one.</exception>
    public static DataFolder Open(string path)
    {
        var file = Path.Combine(path, DataInfo.FileName);
        if (!File.Exists(file))
            throw new InputException($"{path}: not a data folder (no dataset.json); make one with prepare");
        return new(path, DataInfo.Read(path));
    }

    /// <summary>How many patients its images are of; null where the data set does not tell.</summary>
    public int? Patients =>
        Rows.Any(r => r.Patient != "") ? Rows.Select(r => r.Patient).Where(p => p != "").Distinct().Count() : null;

    /// <summary>Why rows and files were left out, the commonest reason first.</summary>
    public IReadOnlyList<LeftOutCount> LeftOut => Data.LeftOut.Read(path);

    /// <summary>Rows of a split, in order.</summary>
    public int[] Indices(string split) => [.. Enumerable.Range(0, Rows.Count).Where(i => Rows[i].Split == split)];

    /// <exception cref="InputException">The images were not packed at this side.</exception>
    public PackedPixels Pixels(int side) =>
        Info.Sides.Contains(side)
            ? new(PixelFile(path, side), side, Rows.Count)
            : throw new InputException(
                $"{path}: no pixels of side {side}, only {string.Join(", ", Info.Sides)}; add them: "
                    + $"training prepare --add-size {side} --out {path}"
            );

    /// <summary>The pixels as a network sees them that was trained on other data, or on these.</summary>
    /// <param name="seen">how its pictures were treated</param>
    /// <param name="by">what the network is called in a message: a run, or a bundle</param>
    /// <exception cref="InputException">The images were treated otherwise, or not packed at this side.</exception>
    public PackedPixels Pixels(PreprocessingSpec seen, string by)
    {
        CheckLike(seen, by);
        return Pixels(seen.Side);
    }

    /// <exception cref="InputException">The images were treated otherwise than those that a network saw.</exception>
    public void CheckLike(PreprocessingSpec seen, string by)
    {
        if (Info.Preprocessing(seen.Side) is var here && here != seen)
            throw new InputException(
                $"{path}: prepared with {here.Options}, and {by} saw pictures prepared with {seen.Options}; "
                    + "give a data folder prepared like those"
            );
    }

    internal static string PixelFile(string folder, int side) => Path.Combine(folder, DataInfo.PixelFile(side));
}
