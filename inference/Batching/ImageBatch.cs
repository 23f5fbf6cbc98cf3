using System.Diagnostics;
using Platform.Inference.Metrics;
using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Inference.Batching;

/// <summary>
/// The memory of one run: callers write their images into it side by side, and the encoder reads them where they lie.
/// </summary>
/// <param name="map">the encoder's feature map</param>
sealed class ImageBatch(int capacity, int side, MapShape map)
{
    readonly int rowLength = side * side * 3;
    readonly byte[] pixels = new byte[capacity * side * side * 3]; // [N, S, S, 3]
    readonly float[] embeddings = new float[capacity * BundleContract.Features]; // [N, 512]
    readonly List<BatchItem> items = new(capacity);
    readonly ManualResetEventSlim written = new(true),
        full = new(false);
    float[]? maps; // [N, 512, h, w], once one is wanted
    int writing;

    public int Count => items.Count;
    public bool IsFull => items.Count == capacity;

    /// <summary>Takes the next row; <see cref="Write"/> must follow. Under the batcher's lock.</summary>
    public int Reserve(BatchItem item)
    {
        if (writing++ == 0)
            written.Reset();
        items.Add(item);
        if (IsFull)
            full.Set();
        return items.Count - 1;
    }

    public void Write(int row, BatchItem item, PixelWriter write)
    {
        try
        {
            write(pixels.AsSpan(row * rowLength, rowLength));
        }
        catch (Exception e)
        {
            item.Fail(e);
        }
    }

    /// <summary>A row is written. Under the batcher's lock.</summary>
    public void Wrote()
    {
        if (--writing == 0)
            written.Set();
    }

    public void WaitUntilFull(TimeSpan most) => full.Wait(most);

    public void WaitUntilWritten() => written.Wait();

    /// <summary>Runs the rows whose callers still wait and hands each its own part.</summary>
    /// <returns>how many ran, and the encoder's microseconds</returns>
    public (int Size, long InferUs) Run(Bundle bundle)
    {
        DropGone();
        if (Count == 0)
            return (0, 0);
        var began = Stopwatch.GetTimestamp();
        var wantsMap = items.Exists(i => i.Wanted.HasFlag(Wanted.FeatureMap));
        var mapLength = BundleContract.Features * map.Area;
        if (wantsMap)
            maps ??= new float[capacity * mapLength];
        using var input = new TensorView("pixels", pixels.AsMemory(0, Count * rowLength), Count, side, side, 3);
        using var embedding = new TensorView(
            "embedding",
            embeddings.AsMemory(0, Count * BundleContract.Features),
            Count,
            BundleContract.Features
        );
        using var features = wantsMap
            ? new TensorView(
                "feature_map",
                maps.AsMemory(0, Count * mapLength),
                Count,
                BundleContract.Features,
                map.Height,
                map.Width
            )
            : null;
        bundle.Encoder.Run([input], features is null ? [embedding] : [embedding, features]);
        var ended = Stopwatch.GetTimestamp();
        for (var row = 0; row < Count; row++)
        {
            var vector = embeddings.AsSpan(row * BundleContract.Features, BundleContract.Features);
            var logits = new float[bundle.Head.Classes];
            bundle.Head.Logits(vector, logits);
            var judgement = bundle.Judge(vector);
            var wanted = items[row].Wanted;
            items[row]
                .Complete(
                    new(
                        logits,
                        judgement.Probabilities,
                        wanted.HasFlag(Wanted.Embedding) ? vector.ToArray() : null,
                        wanted.HasFlag(Wanted.FeatureMap) ? maps.AsSpan(row * mapLength, mapLength).ToArray() : null,
                        began,
                        ended
                    )
                    {
                        Judgement = judgement,
                    }
                );
        }
        return (Count, ModelCounters.Microseconds(began, ended));
    }

    public void Fail(Exception reason) => items.ForEach(i => i.Fail(reason));

    public void Clear()
    {
        items.Clear();
        full.Reset();
    }

    /// <summary>The last row takes the place of one that nobody waits for.</summary>
    void DropGone()
    {
        for (var row = Count - 1; row >= 0; row--)
        {
            if (!items[row].Dropped)
                continue;
            items[row].Drop();
            var last = Count - 1;
            if (row < last)
                pixels.AsSpan(last * rowLength, rowLength).CopyTo(pixels.AsSpan(row * rowLength));
            items[row] = items[last];
            items.RemoveAt(last);
        }
    }
}
