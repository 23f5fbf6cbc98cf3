using Platform.Training.Tracing;

namespace Platform.Training.Gan;

/// <summary>How a generated image becomes pixels, in training and in the exported graph alike.</summary>
public static class ImagePixels
{
    /// <param name="image">[N, 3, R, R] in [-1, 1]</param>
    /// <returns>uint8 [N, R, R, 3]: clip(127.5 x + 128), Karras et al. 2020b's reading</returns>
    public static T FromImage<T>(T image)
        where T : IValue<T> => (image.Permute(0, 2, 3, 1) * 127.5f + 128f).ToBytes();
}
