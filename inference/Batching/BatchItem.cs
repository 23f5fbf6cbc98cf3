namespace Platform.Inference.Batching;

/// <summary>
/// An image's place in a batch and its answer to come. The answer always comes: what it lies in stays loaded until
/// then.
/// </summary>
sealed class BatchItem(Wanted wanted, CancellationToken cancel)
{
    readonly TaskCompletionSource<Scores> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public Task<Scores> Answer => answer.Task;
    public Wanted Wanted => wanted;

    /// <summary>Its caller has gone, its deadline has passed, or its pixels could not be written.</summary>
    public bool Dropped => cancel.IsCancellationRequested || answer.Task.IsCompleted;

    public void Drop() => answer.TrySetCanceled(cancel);

    public void Fail(Exception reason) => answer.TrySetException(reason);

    public void Complete(Scores scores) => answer.TrySetResult(scores);
}
