using Platform.Inference.Serving;
using Platform.Shared.Bundles;

namespace Platform.Inference.Batching;

/// <summary>Puts one image's pixels, uint8 [S, S, 3], where the encoder will read them.</summary>
public delegate void PixelWriter(Span<byte> row);

/// <summary>
/// One encoder's queue. A batch forms while the one before it runs, and leaves when that is done: an idle encoder takes a
/// single image at once.
/// </summary>
public sealed class ImageBatcher : IDisposable
{
    readonly Bundle bundle;
    readonly ServeOptions options;
    readonly Action<int, long> ran;
    readonly MapShape map;
    readonly Lock gate = new();
    readonly Queue<ImageBatch> waiting = [];
    readonly Stack<ImageBatch> free = [];
    readonly SemaphoreSlim arrived = new(0);
    readonly Thread runner;
    ImageBatch? open;                                                                          // the last one, while rows are left and it does not run
    volatile bool stopping;

    /// <param name="map">the encoder's feature map</param>
    /// <param name="ran">is told the size of each batch and the microseconds of its run</param>
    public ImageBatcher(Bundle bundle, ServeOptions options, MapShape map, Action<int, long> ran)
    {
        (this.bundle, this.options, this.map, this.ran) = (bundle, options, map, ran);
        runner = new(Run) { IsBackground = true, Name = $"batches of {bundle.Manifest.Name} {bundle.Manifest.Version}" };
        runner.Start();
    }

    /// <summary>Writes an image into the batch that forms, and answers when it has run or its caller has gone.</summary>
    public Task<Scores> AddAsync(PixelWriter write, Wanted wanted, CancellationToken cancel)
    {
        var item = new BatchItem(wanted, cancel);
        ImageBatch batch;
        int row;
        lock (gate)
        {
            batch = open ??= Begin();
            row = batch.Reserve(item);
            if (batch.IsFull) open = null;
        }
        batch.Write(row, item, write);
        lock (gate) batch.Wrote();
        return item.Answer;
    }

    /// <summary>Answers what is queued, then ends.</summary>
    public void Dispose()
    {
        stopping = true;
        arrived.Release();
        runner.Join();
        arrived.Dispose();
    }

    ImageBatch Begin()
    {
        var batch = free.TryPop(out var used) ? used : new(options.MaxBatchSize, bundle.Manifest.Preprocessing.Side, map);
        waiting.Enqueue(batch);
        arrived.Release();
        return batch;
    }

    void Run()
    {
        while (true)
        {
            arrived.Wait();
            ImageBatch? batch;
            lock (gate) waiting.TryPeek(out batch);
            if (batch is null)
            {
                if (stopping) return;
                continue;
            }
            if (options.MaxQueueDelay > TimeSpan.Zero) batch.WaitUntilFull(options.MaxQueueDelay);
            lock (gate)
            {
                waiting.Dequeue();
                if (open == batch) open = null;
            }
            batch.WaitUntilWritten();
            try
            {
                if (batch.Run(bundle) is (> 0, _) and var (size, inferUs)) ran(size, inferUs);
            }
            catch (Exception e)                                                                // a failed run is its callers' error, not the server's end
            {
                batch.Fail(e);
            }
            batch.Clear();
            lock (gate) free.Push(batch);
        }
    }
}
