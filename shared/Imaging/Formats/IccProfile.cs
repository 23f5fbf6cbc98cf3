using System.Buffers.Binary;
using SkiaSharp;

namespace Platform.Shared.Imaging.Formats;

/// <summary>Tells whether Skia converts from an ICC profile to sRGB. ICC.1:2022, chapter 7.</summary>
/// <remarks>
/// Where it does not, Skia takes the levels for sRGB without a word, and a lesion changes its colours. Such an image is
/// refused.
/// </remarks>
static class IccProfile
{
    const int Header = 128,
        Tag = 12,
        MaxTags = 1000;

    public static ImageException Unusable(string reason) =>
        new($"the image's colour profile cannot be used ({reason}): save the image as sRGB");

    /// <summary>The colour space that a profile is for; empty in a damaged one.</summary>
    public static ReadOnlySpan<byte> Space(ReadOnlySpan<byte> profile) =>
        profile.Length < Header ? [] : profile[16..20];

    /// <param name="space">the colour space of the image's levels: "RGB ", "GRAY" or "CMYK"</param>
    /// <exception cref="ImageException">
    /// It is damaged, of another colour space, or of a kind that is not converted.
    /// </exception>
    public static void Check(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> space)
    {
        if (
            profile.Length < Header + 4
            || BinaryPrimitives.ReadUInt32BigEndian(profile) > profile.Length
            || !profile[36..].StartsWith("acsp"u8)
        )
            throw Unusable("it is damaged");
        if (!Space(profile).SequenceEqual(space))
            throw Unusable("it is for another kind of image");
        var type = profile[12..16];
        var connection = profile[20..24];
        if (
            !type.SequenceEqual("scnr"u8)
            && !type.SequenceEqual("mntr"u8)
            && !type.SequenceEqual("prtr"u8)
            && !type.SequenceEqual("spac"u8)
        )
            throw Unusable("it does not describe an image");
        // Skia misreads tables that lead to XYZ: they come out half as bright.
        var isTable = Has(profile, "A2B0"u8) || Has(profile, "A2B1"u8);
        var isConverted = isTable
            ? connection.SequenceEqual("Lab "u8)
            : connection.SequenceEqual("XYZ "u8) && (Has(profile, "kTRC"u8) || HasCurvesAndPrimaries(profile));
        using var parsed = isConverted ? SKColorSpaceIccProfile.Create(profile) : null;
        if (parsed is null)
            throw Unusable("it is of a kind that is not read");
    }

    static bool HasCurvesAndPrimaries(ReadOnlySpan<byte> profile) =>
        Has(profile, "rTRC"u8)
        && Has(profile, "gTRC"u8)
        && Has(profile, "bTRC"u8)
        && Has(profile, "rXYZ"u8)
        && Has(profile, "gXYZ"u8)
        && Has(profile, "bXYZ"u8);

    static bool Has(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> signature)
    {
        var tags = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[Header..]), MaxTags);
        for (var at = Header + 4; tags > 0 && at + Tag <= profile.Length; tags--, at += Tag)
            if (profile[at..].StartsWith(signature))
                return true;
        return false;
    }
}
