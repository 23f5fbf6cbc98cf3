using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Platform.Training.Encoders;
using Platform.Training.Runs;
using Platform.Training.Ssl.Views;
using Platform.Training.Tracing;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>
/// Makes the views of each image of a batch ahead of the step that takes them, on a thread of its own.
/// </summary>
/// <remarks>
/// A view is a function of (seed, step, image, which of them), and the other photograph that it may be drawn from one
/// of (seed, step, image): what a step gets does not depend on when it was made.
/// </remarks>
public sealed class ViewLoader : IDisposable
{
    const int Ahead = 2;
    const long PartnerPurpose = 0x706172746E6572; // keeps the keys of partners apart from those of views and orders
    readonly SslConfig config;
    readonly ImagePool pool;
    readonly Device device;
    readonly IReadOnlyList<ViewCrops> crops;
    readonly bool labelled,
        paired;
    readonly BatchOrder order;
    readonly BlockingCollection<ViewBatch> ready = new(Ahead);
    readonly CancellationTokenSource stop = new();
    readonly ManualResetEventSlim started = new();
    readonly Stopwatch waiting = new();
    readonly Thread thread;
    ExceptionDispatchInfo? failure;

    /// <param name="method">which says what views it wants, and whether labels</param>
    /// <param name="first">The step that the first batch is for.</param>
    /// <param name="end">The step before which it stops.</param>
    public ViewLoader(SslConfig config, ISslMethod method, ImagePool pool, Device device, long first, long end)
    {
        (this.config, this.pool, this.device) = (config, pool, device);
        (crops, labelled) = (method.Crops, method.ReadsLabels);
        paired = crops.Any(c => c.OfAnotherPhotograph);
        order = new(pool.Count, config.BatchSize, config.Seed, Frequencies(method, pool));
        var threads = get_num_threads();
        thread = new(() => Run(first, end, Math.Max(1, threads / 4))) { IsBackground = true, Name = "views" };
        thread.Start();
        started.Wait();
        set_num_threads(threads); // libtorch keeps the number for each thread, and the last one set for threads to come
    }

    /// <summary>How long <see cref="Next"/> has waited for a batch.</summary>
    public TimeSpan Waited => waiting.Elapsed;

    /// <summary>The next batch.</summary>
    /// <param name="scope">What disposes of its tensors.</param>
    public ViewBatch Next(DisposeScope scope)
    {
        waiting.Start();
        try
        {
            var batch = ready.Take();
            foreach (var tensor in batch.Tensors)
                scope.Attach(tensor);
            return batch;
        }
        catch (InvalidOperationException) when (failure is not null)
        {
            failure.Throw();
            throw;
        }
        finally
        {
            waiting.Stop();
        }
    }

    /// <summary>Null where all images are alike.</summary>
    static double[]? Frequencies(ISslMethod method, ImagePool pool)
    {
        double[] frequencies =
        [
            .. Enumerable.Range(0, pool.Count).Select(i => method.Frequency(pool.Label(i), pool.PhotographsOf(i))),
        ];
        return frequencies.All(f => f == frequencies[0]) ? null : frequencies;
    }

    void Run(long first, long end, int threads)
    {
        set_num_threads(threads);
        started.Set();
        try
        {
            for (var step = first; step < end; step++)
                ready.Add(Make(step), stop.Token);
        }
        catch (OperationCanceledException) { }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            ready.CompleteAdding();
        }
    }

    ViewBatch Make(long step)
    {
        using var scope = NewDisposeScope();
        var picked = order.At(step);
        var images = Images(picked); // [N, 3, S, S]
        var partners = paired ? Images([.. picked.Select(i => Partner(step, i))]) : images; // [N, 3, S, S]
        var views = new List<Tensor>();
        foreach (var kind in crops)
            for (var i = 0; i < kind.Count; i++)
            {
                var source = kind.OfAnotherPhotograph ? partners : images;
                views.Add(Views(source, picked, step, views.Count, kind).DetachFromDisposeScope());
            }
        return new(
            views,
            labelled ? PerImage(picked, pool.Label) : null,
            paired ? PerImage(picked, pool.Photographs.Lesion) : null
        );
    }

    int Partner(long step, int image) =>
        pool.Photographs.Partner(image, new ViewRandom(PartnerPurpose, config.Seed, step, image));

    /// <returns>int64 [N]</returns>
    Tensor PerImage(int[] picked, Func<int, int> value) =>
        tensor(picked.Select(i => (long)value(i)).ToArray(), device: device).DetachFromDisposeScope();

    Tensor Images(int[] picked)
    {
        var size = pool.Side * pool.Side * 3;
        var bytes = new byte[(long)picked.Length * size];
        for (var i = 0; i < picked.Length; i++)
            pool.Image(picked[i]).CopyTo(bytes.AsSpan(i * size));
        return EncoderImage
            .FromPixels(new Eager(tensor(bytes, [picked.Length, pool.Side, pool.Side, 3]).to(device)))
            .Value;
    }

    /// <summary>Views of one kind, one of each image.</summary>
    /// <param name="view">which of all that the method wants, from 0</param>
    Tensor Views(Tensor images, int[] picked, long step, int view, ViewCrops kind)
    {
        var options = config.Views with { MinArea = kind.MinArea };
        View Draw(int image) =>
            View.Draw(new ViewRandom(config.Seed, step, image, view), pool.Side, options, kind.MaxArea);
        return ChannelsLast.Of(ViewMaker.Apply(images, [.. picked.Select(Draw)], kind.Side));
    }

    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        foreach (var batch in ready)
            batch.Dispose();
        ready.Dispose();
        stop.Dispose();
        started.Dispose();
    }
}
