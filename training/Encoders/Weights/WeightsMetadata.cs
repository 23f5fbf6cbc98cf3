using System.Globalization;
using Platform.Shared;

namespace Platform.Training.Encoders.Weights;

/// <summary>What our weight files say of themselves in their metadata, and what is read back of it.</summary>
static class WeightsMetadata
{
    public const string Mean = "pixel_mean",
        Deviation = "pixel_deviation",
        Side = "side",
        Fit = "fit",
        Colour = "colour",
        Source = "source",
        Licence = "licence",
        RunSha256 = "run_sha256",
        ManifestSha256 = "manifest_sha256",
        SawTest = "saw_test";

    /// <summary>The frameworks' own word for files of PyTorch's names and order of channels.</summary>
    public const string Format = "format",
        PyTorch = "pt";

    /// <returns>R, G, B, so that each number reads back as it was</returns>
    public static string Text(Rgb of) => string.Create(CultureInfo.InvariantCulture, $"{of.R:R} {of.G:R} {of.B:R}");

    /// <summary>The normalisation that the file names; null where it names none.</summary>
    /// <exception cref="InputException">It names one that cannot be computed.</exception>
    public static PixelNormalisation? Normalisation(IReadOnlyDictionary<string, string> metadata, string path)
    {
        var (mean, deviation) = (metadata.GetValueOrDefault(Mean), metadata.GetValueOrDefault(Deviation));
        if (mean is null && deviation is null)
            return null;
        return Rgb(mean) is { } m && Rgb(deviation) is { } d && new PixelNormalisation(m, d) is { IsValid: true } whole
            ? whole
            : throw new InputException(
                $"{path}: its metadata says {Mean} '{mean}' and {Deviation} '{deviation}': three finite numbers each, "
                    + "the deviations above 0, are needed"
            );
    }

    static Rgb? Rgb(string? text)
    {
        double[] numbers =
        [
            .. (text ?? "")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(n => Numbers.TryParse(n, out double number) ? number : double.NaN),
        ];
        return numbers is [var r, var g, var b] ? new(r, g, b) : null;
    }
}
