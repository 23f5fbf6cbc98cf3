using System.Collections.Concurrent;

namespace Platform.Inference.Bulk;

/// <summary>Draws, encodes and writes at the same time; writes in order; never holds more than a few images.</summary>
/// <remarks>
/// Each thread takes an image from its draw to its bytes and then the next one, so that none waits to be handed a task;
/// threads beyond those that may draw encode while those draw.
/// </remarks>
/// <param name="Drawers">images drawn at once</param>
/// <param name="Workers">threads, no fewer than the drawers</param>
/// <param name="Window">images between the drawers and the writer, at most</param>
public sealed record Pipeline(int Drawers, int Workers, int Window)
{
    public async Task RunAsync<TDrawn, TEncoded>(IEnumerable<long> indices, Func<long, TDrawn> draw, Func<TDrawn, TEncoded> encode, Action<TEncoded> write, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var drawers = new SemaphoreSlim(Drawers);
        using var queue = new BlockingCollection<Task<TEncoded>>(Window);     // in the images' order, whichever is ready first
        using var left = indices.GetEnumerator();
        var workers = Enumerable.Range(0, Math.Max(Drawers, Workers)).Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning)).ToArray();
        var working = Task.WhenAll(workers).ContinueWith(_ => queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            foreach (var image in queue.GetConsumingEnumerable(stop.Token)) write(await image);
            stop.Token.ThrowIfCancellationRequested();                         // workers that stopped early leave a complete queue too
        }
        finally
        {
            await stop.CancelAsync();                                          // nothing runs on behind a failure
            await working;
        }

        void Work()
        {
            while (Next() is var (index, image))
            {
                try { image.SetResult(Make(index)); }
                catch (Exception e) { image.SetException(e); }
            }
        }

        (long, TaskCompletionSource<TEncoded>)? Next()
        {
            var image = new TaskCompletionSource<TEncoded>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (left)
            {
                if (stop.IsCancellationRequested || !left.MoveNext()) return null;
                try { queue.Add(image.Task, stop.Token); }
                catch (OperationCanceledException) { return null; }
                return (left.Current, image);
            }
        }

        TEncoded Make(long index)
        {
            drawers.Wait(stop.Token);
            TDrawn drawn;
            try { drawn = draw(index); }
            finally { drawers.Release(); }
            return encode(drawn);
        }
    }
}
