using Platform.Training.Tracing;

namespace Platform.Training.Encoders;

/// <summary>How pixels become an encoder's input, in training and in the exported graph alike.</summary>
public static class EncoderImage
{
    /// <summary>Bytes as the files and the bundles hold them, to a network's input.</summary>
    /// <param name="pixels">uint8 [N, S, S, 3] RGB</param>
    /// <returns>[N, 3, S, S] in [0, 1]; eagerly a view of the bytes' order, channels last in memory</returns>
    public static T FromPixels<T>(T pixels)
        where T : IValue<T> => pixels.ToFloat().Permute(0, 3, 1, 2) * (1 / 255f);
}
