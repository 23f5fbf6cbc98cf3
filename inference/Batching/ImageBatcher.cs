using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Inference.Batching;

/// <summary>Puts one image's pixels, uint8 [S, S, 3], where the encoder will read them.</summary>
public delegate void PixelWriter(Span<byte> row);

/// <summary>
/// One encoder's queue. A batch forms while those before it run, and leaves when a runner is free: an idle encoder
/// takes a single image at once.
/// </summary>
/// <remarks>
/// Two batches share the threads of the encoder: one computes where the other waits, for its last thread or to be
/// handed out.
/// </remarks>
public sealed class ImageBatcher : IDisposable
{
    readonly Bundle bundle;
    readonly BatchingOptions options;
    readonly Action<int, long> ran;
    readonly MapShape map;
    readonly Lock gate = new();
    readonly Queue<ImageBatch> waiting = [];
    readonly Stack<ImageBatch> free = [];
    readonly SemaphoreSlim arrived = new(0);
    readonly Thread[] runners;
    ImageBatch? open; // the last one, while rows are left and it does not run

    /// <param name="map">the encoder's feature map</param>
    /// <param name="ran">is told the size of each batch and the microseconds of its run</param>
    public ImageBatcher(Bundle bundle, BatchingOptions options, MapShape map, Action<int, long> ran)
    {
        (this.bundle, this.options, this.map, this.ran) = (bundle, options, map, ran);
        runners =
        [
            .. Enumerable
                .Range(0, Runners(options.Onnx))
                .Select(_ => new Thread(Run)
                {
                    IsBackground = true,
                    Name = $"batches of {bundle.Manifest.Name} {bundle.Manifest.Version}",
                }),
        ];
        foreach (var runner in runners)
            runner.Start();
    }

    /// <summary>
    /// Writes an image into the batch that forms, and answers when it has run or its caller has gone.
    /// </summary>
    public Task<Scores> AddAsync(PixelWriter write, Wanted wanted, CancellationToken cancel)
    {
        var item = new BatchItem(wanted, cancel);
        ImageBatch batch;
        int row;
        lock (gate)
        {
            batch = open ??= Begin();
            row = batch.Reserve(item);
            if (batch.IsFull)
                open = null;
        }
        batch.Write(row, item, write);
        lock (gate)
            batch.Wrote();
        return item.Answer;
    }

    /// <summary>Answers what is queued, then ends.</summary>
    public void Dispose()
    {
        arrived.Release(runners.Length);
        foreach (var runner in runners)
            runner.Join();
        arrived.Dispose();
    }

    /// <summary>One where the encoder is to keep to one thread, and on a GPU, where more were never measured.</summary>
    static int Runners(OnnxOptions onnx) => onnx is { Provider: ExecutionProvider.Cpu, IntraOpThreads: > 1 } ? 2 : 1;

    ImageBatch Begin()
    {
        var batch = free.TryPop(out var used)
            ? used
            : new(options.MaxBatchSize, bundle.Manifest.Preprocessing.Side, map);
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
            lock (gate)
                waiting.TryDequeue(out batch);
            if (batch is null)
                return;
            if (options.MaxQueueDelay > TimeSpan.Zero)
                batch.WaitUntilFull(options.MaxQueueDelay);
            lock (gate)
                if (open == batch)
                    open = null;
            batch.WaitUntilWritten();
            try
            {
                if (batch.Run(bundle) is (> 0, _) and var (size, inferUs))
                    ran(size, inferUs);
            }
            catch (Exception e) // a failed run is its callers' error, not the server's end
            {
                batch.Fail(e);
            }
            batch.Clear();
            lock (gate)
                free.Push(batch);
        }
    }
}
