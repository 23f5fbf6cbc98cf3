using System.Security.Cryptography;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;

namespace Platform.Shared.Sets;

/// <summary>An image as a shard holds it.</summary>
/// <param name="Bytes">the file, or uint8 [S, S, 3] where pixels are packed</param>
sealed record EncodedImage(ImageRecord Record, byte[] Bytes, Tally Seen)
{
    public static EncodedImage Of(DrawnImage drawn, SyntheticSettings settings)
    {
        var bytes = settings.ImageFormat is { } format
            ? ImageEncoder.Encode(format, drawn.Pixels, settings.Side, settings.Side)
            : drawn.Pixels;
        return new(
            new(
                $"{settings.Seed}-{drawn.Index:D10}",
                settings.Seed,
                drawn.Index,
                drawn.Attempt,
                drawn.Psi,
                settings.Bundle,
                settings.BundleSha256,
                settings.Run,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                drawn.Class,
                drawn.Probability,
                settings.IntendedUse
            ),
            bytes,
            drawn.Seen
        );
    }
}
