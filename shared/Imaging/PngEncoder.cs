namespace Platform.Shared.Imaging;

public static class PngEncoder
{
    /// <param name="rgb">uint8 [height, width, 3]</param>
    public static byte[] Encode(byte[] rgb, int width, int height) => ImageEncoder.Encode(EncodedFormat.Png, rgb, width, height);
}
