using System.IO.Compression;
using System.Security.Cryptography;
using Platform.Shared.Imaging;
using SkiaSharp;

namespace Platform.Shared.Tests.Imaging;

public sealed class PngEncoderTests
{
    public static TheoryData<int, int> Sizes =>
        new()
        {
            { 1, 1 },
            { 1, 40 },
            { 3, 2 },
            { 10, 5 },
            { 11, 7 },
            { 64, 64 },
            { 65, 33 },
            { 333, 3 },
        };

    static byte[] Noise(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        new Random(1).NextBytes(rgb);
        return rgb;
    }

    static byte[] Steps(int width, int height) =>
        [
            .. Enumerable
                .Range(0, width * height * 3)
                .Select(i => (byte)(i / 3 % width / 4 * 9 + i / 3 / width * 2 + i % 3 * 40)),
        ];

    /// <summary>By libpng, which also refuses a chunk whose CRC is wrong.</summary>
    static byte[] Decoded(byte[] png, int width, int height)
    {
        using var codec = SKCodec.Create(new MemoryStream(png));
        Assert.Equal(
            (SKEncodedImageFormat.Png, width, height),
            (codec.EncodedFormat, codec.Info.Width, codec.Info.Height)
        );
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels()));
        return [.. bitmap.Bytes.Chunk(4).SelectMany(p => p[..3])];
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Encode_IsDecodedToTheSamePixels(int width, int height)
    {
        foreach (
            var rgb in new[]
            {
                Noise(width, height),
                Steps(width, height),
                new byte[width * height * 3],
                [.. Enumerable.Repeat((byte)255, width * height * 3)],
            }
        )
            Assert.Equal(rgb, Decoded(PngEncoder.Encode(rgb, width, height), width, height));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_AreThoseOfTheSpecification(int width, int height)
    {
        var (rgb, row) = (Noise(width, height), width * 3);
        var expected = new List<byte>();
        for (var y = 0; y < height; y++)
        {
            expected.Add(4);
            for (var x = 0; x < row; x++)
            {
                int a = x < 3 ? 0 : rgb[y * row + x - 3],
                    b = y == 0 ? 0 : rgb[(y - 1) * row + x],
                    c = x < 3 || y == 0 ? 0 : rgb[(y - 1) * row + x - 3];
                var (pa, pb, pc) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
                expected.Add(
                    (byte)(
                        rgb[y * row + x]
                        - (
                            pa <= pb && pa <= pc ? a
                            : pb <= pc ? b
                            : c
                        )
                    )
                );
            }
        }
        using var zlib = new ZLibStream(
            new MemoryStream(Data(PngEncoder.Encode(rgb, width, height))),
            CompressionMode.Decompress
        );
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.Equal(expected, rows.ToArray());
    }

    [Fact]
    public void Encode_OfOneColour_IsSmall() =>
        Assert.InRange(PngEncoder.Encode(new byte[1000 * 1000 * 3], 1000, 1000).Length, 0, 20_000);

    /// <summary>
    /// Where this fails, synthetic sets that were begun before cannot be continued: the schema of their settings has to
    /// go up.
    /// </summary>
    [Fact]
    public void Encode_GivesTheSameBytesAsEver() =>
        Assert.StartsWith(
            "762b9d651a18028308395fe6d1089f0b",
            Convert.ToHexStringLower(SHA256.HashData(PngEncoder.Encode(Steps(100, 50), 100, 50)))
        );

    [Theory]
    [InlineData(5, 4, 4)]
    [InlineData(0, 0, 4)]
    public void Encode_OfTheWrongLength_Throws(int bytes, int width, int height) =>
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[bytes], width, height));

    /// <summary>
    /// What the one chunk of data holds, behind the header's 33 bytes, its own length and type, and before its CRC and
    /// the end's 12 bytes.
    /// </summary>
    static byte[] Data(byte[] png) => png[41..^16];
}
