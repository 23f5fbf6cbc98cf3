using SkiaSharp;

namespace Platform.Fixtures;

/// <summary>Images that can and cannot be used.</summary>
public static class Samples
{
    /// <summary>Equal for an equal number, different for another.</summary>
    public static byte[] Png(int number) =>
        TestImages.Encode(
            SKEncodedImageFormat.Png,
            40,
            30,
            (x, y) =>
                number % 3 == 0 ? new((byte)(x * 6), 20, (byte)number)
                : number % 3 == 1 ? new(30, (byte)(y * 8), (byte)number)
                : new((byte)number, 40, (byte)(x * 5 + y))
        );

    public static byte[] Jpeg() => TestImages.Encode(SKEncodedImageFormat.Jpeg, 200, 150, TestImages.Gradient);

    /// <summary>Name, bytes, and what the refusal must say.</summary>
    public static readonly IReadOnlyList<(string Name, byte[] Bytes, string Reason)> Bad =
    [
        ("truncated.jpg", Jpeg()[..^(Jpeg().Length / 2)], "cut short"),
        ("bomb.png", TestImages.PngHeader(64_000, 64_000), "the limit is"),
        ("text.jpg", "this is not an image, whatever its name says"u8.ToArray(), "not a JPEG, PNG, WebP or BMP image"),
        ("empty.png", [], "empty"),
    ];
}
