namespace Platform.Shared.Imaging;

/// <summary>An image that cannot be used. The message is the reason alone: the caller knows the file or field to name.</summary>
public sealed class ImageException(string message) : InputException(message);
