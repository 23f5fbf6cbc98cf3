namespace Platform.Shared.Imaging.Formats;

/// <summary>
/// An image that cannot be used. The message is the reason alone: the caller knows the file or field to name.
/// </summary>
public sealed class ImageException(string message) : InputException(message)
{
    internal static ImageException CutShort() => new("the image is cut short");

    internal static ImageException Damaged() => new("the image data are damaged");

    internal static ImageException Animated() => new("the image is animated: save one of its pictures");
}
