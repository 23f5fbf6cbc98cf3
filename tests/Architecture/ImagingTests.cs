using System.Text.RegularExpressions;

namespace Platform.Architecture.Tests;

/// <summary>One decoder and one list of extensions for all programs.</summary>
public sealed partial class ImagingTests
{
    static readonly string[] Projects = ["shared", "charts", "console", "training", "inference", "tools"];

    [GeneratedRegex(@"SK(Codec\.Create|Bitmap\.Decode|Image\.FromEncoded)")]
    private static partial Regex Decoding { get; }

    [GeneratedRegex("\"\\.jpe?g\",\\s*\"")]
    private static partial Regex Extensions { get; }

    [GeneratedRegex("\"\\.(webp|bmp)\"|image/(webp|bmp)|\"(WebP|BMP)\"")]
    private static partial Regex Names { get; }

    static IEnumerable<string> Matching(Regex pattern) =>
        Projects
            .SelectMany(p =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, p), "*.cs", SearchOption.AllDirectories)
            )
            .Where(f => pattern.IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    [Fact]
    public void Images_AreDecodedInOnePlace() => // the other two read what they drew themselves
        Assert.Equal(
            ["shared/Imaging/EncodedImage.cs", "tools/Bench/Photograph.cs", "training/Evaluation/Degradation.cs"],
            Matching(Decoding)
        );

    [Fact]
    public void ExtensionsOfImages_AreListedInOnePlace() =>
        Assert.Equal(["shared/Imaging/Formats/JpegFile.cs"], Matching(Extensions));

    /// <summary>A format that is added is a file of its own and a row: no other source names those there are.</summary>
    [Fact]
    public void Formats_AreNamedInTheirOwnFiles() =>
        Assert.Equal(["shared/Imaging/Formats/BmpFile.cs", "shared/Imaging/Formats/WebpFile.cs"], Matching(Names));
}
