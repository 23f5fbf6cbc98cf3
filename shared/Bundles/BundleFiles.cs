using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Platform.Shared.Bundles;

/// <summary>The names of a bundle's files, and their hashes.</summary>
public static partial class BundleFiles
{
    public const string Encoder = "encoder.onnx",
        Generator = "generator.onnx",
        Classifier = "classifier.onnx",
        Head = "head.zip";
    public const string ModelCard = "MODEL_CARD.md",
        DataSheet = "DATA_SHEET.md";
    public const string EncoderProbe = "probe/encoder.probe",
        GeneratorProbe = "probe/generator.probe";
    public const string ClassifierProbe = "probe/classifier.probe",
        HeadProbe = "probe/head.probe";

    /// <summary>Only in bundles that were published with them.</summary>
    public const string Density = "trust/density.bin",
        NearestCases = "trust/cases.bin";

    /// <summary>
    /// Optional, by fit-head: which images its head was fitted on, by a hash of each file, so that the next fit
    /// compares fairly.
    /// </summary>
    public const string HeadImages = "head-images.txt";

    /// <summary>Optional: tells near copies of the generator's training photographs.</summary>
    public const string CopiesIndex = "copies.index";

    /// <summary>What a bundle must hold beside bundle.json.</summary>
    public static readonly IReadOnlyList<string> Required =
    [
        Encoder,
        Classifier,
        Head,
        ModelCard,
        EncoderProbe,
        ClassifierProbe,
        HeadProbe,
    ];

    /// <summary>What a bundle must hold too, unless it was published without a generator.</summary>
    public static readonly IReadOnlyList<string> OfGenerator = [Generator, GeneratorProbe];

    /// <summary>The file's path on this machine.</summary>
    /// <exception cref="InputException">The name leads, or could lead, out of the bundle.</exception>
    public static string Resolve(string folder, string name)
    {
        if (!SafeName().IsMatch(name))
            throw new InputException(
                $"{Path.Combine(folder, BundleManifest.FileName)}: the file name '{name}' leads out of the bundle; "
                    + $"do not use this bundle"
            );
        var path = Path.Combine(folder, name);
        var info = new FileInfo(path);
        if (!info.Exists)
            throw new InputException($"{path}: missing; copy the bundle again");
        for (
            FileSystemInfo? part = info;
            part is not null && part.FullName.Length > Path.GetFullPath(folder).Length;
            part = Directory.GetParent(part.FullName)
        )
            if (part.LinkTarget is not null)
                throw new InputException($"{part.FullName}: a link; a bundle holds plain files only: copy them in");
        return path;
    }

    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>
    /// Segments of letters, digits, '_', '-' and inner '.'; so neither "..", nor a root, nor a backslash.
    /// </summary>
    [GeneratedRegex(
        @"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)*\z",
        RegexOptions.ECMAScript
    )]
    private static partial Regex SafeName();
}
