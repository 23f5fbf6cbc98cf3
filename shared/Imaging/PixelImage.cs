namespace Platform.Shared.Imaging;

/// <param name="Rgb">uint8 [Height, Width, 3], upright</param>
public sealed record PixelImage(byte[] Rgb, int Width, int Height);
