namespace Platform.Inference.Wire;

/// <summary>
/// On a service, a call of it or an endpoint: how long a message may be, as it comes and inflated. What stands on a
/// call goes before what stands on its service.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
abstract class MessageSizeAttribute : Attribute
{
    /// <param name="most">bytes of a message with images, by the server's options</param>
    /// <returns>bytes</returns>
    public abstract int Limit(int most);
}

/// <summary>Messages of names and numbers, without an image.</summary>
sealed class ShortMessagesAttribute : MessageSizeAttribute
{
    public const int Bytes = 4 << 10;

    public override int Limit(int most) => Bytes;
}

/// <summary>Messages of the name of a service: health.</summary>
sealed class HealthMessagesAttribute : MessageSizeAttribute
{
    public const int Bytes = 1 << 10;

    public override int Limit(int most) => Bytes;
}

/// <summary>Messages that carry images or tensors.</summary>
class CarriesImagesAttribute : MessageSizeAttribute
{
    public override int Limit(int most) => most;
}

/// <summary>Messages of one image, which takes a place in the queue before it is read.</summary>
sealed class TakesImageAttribute : CarriesImagesAttribute;
