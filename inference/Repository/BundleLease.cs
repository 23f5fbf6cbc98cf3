namespace Platform.Inference.Repository;

/// <summary>Keeps a bundle loaded while a request uses it.</summary>
public sealed class BundleLease(ServedBundle served) : IDisposable
{
    ServedBundle? held = served;

    public ServedBundle Bundle => held ?? throw new ObjectDisposedException(nameof(BundleLease));

    public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
}
