namespace Platform.Inference.Batching;

/// <summary>
/// How many images are in the server at once: beyond it a request is refused before it costs anything.
/// </summary>
public sealed class Admission(int size)
{
    readonly SemaphoreSlim places = new(size, size);

    /// <summary>Images admitted and not answered yet.</summary>
    public int Count => size - places.CurrentCount;

    public bool IsFull => places.CurrentCount == 0;

    /// <summary>What is said to one who finds no room.</summary>
    public string Refusal { get; } = $"the queue of {size} images is full; try again later";

    /// <summary>A place for one image; null where there is no room.</summary>
    public Place? TryEnter() => places.Wait(0) ? new(this) : null;

    /// <exception cref="QueueFullException">There is no room for all of them.</exception>
    public void Enter(int images)
    {
        for (var taken = 0; taken < images; taken++)
            if (!places.Wait(0))
            {
                Leave(taken);
                throw new QueueFullException(Refusal);
            }
    }

    /// <summary>
    /// Waits for room: a stream that is read no further while it waits holds its caller back by itself.
    /// </summary>
    public Task EnterAsync(CancellationToken cancel) => places.WaitAsync(cancel);

    public void Leave(int images)
    {
        if (images > 0)
            places.Release(images);
    }
}
