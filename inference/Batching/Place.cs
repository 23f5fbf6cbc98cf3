namespace Platform.Inference.Batching;

/// <summary>
/// An image's place in the queue, taken before its request is looked at. Disposing gives it back, unless it was used.
/// </summary>
public sealed class Place(Admission admission) : IDisposable
{
    bool used;

    /// <summary>The image enters with it; <see cref="Admission.Leave"/> is then its user's to call.</summary>
    public void Use() => used = true;

    public void Dispose()
    {
        if (!used)
            admission.Leave(1);
    }
}
