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
/// Makes the two views of each image of a batch ahead of the step that takes them, on a thread of its own.
/// </summary>
/// <remarks>
/// A view is a function of (seed, step, image, which of the two): what a step gets does not depend on when it was made.
/// </remarks>
public sealed class ViewLoader : IDisposable
{
    const int Ahead = 2;
    readonly SslConfig config;
    readonly ImagePool pool;
    readonly Device device;
    readonly ViewOptions options;
    readonly BatchOrder order;
    readonly BlockingCollection<(Tensor First, Tensor Second)> ready = new(Ahead);
    readonly CancellationTokenSource stop = new();
    readonly ManualResetEventSlim started = new();
    readonly Stopwatch waiting = new();
    readonly Thread thread;
    ExceptionDispatchInfo? failure;

    /// <param name="first">The step that the first batch is for.</param>
    /// <param name="end">The step before which it stops.</param>
    public ViewLoader(SslConfig config, ImagePool pool, Device device, long first, long end)
    {
        (this.config, this.pool, this.device, options, order) = (
            config,
            pool,
            device,
            config.Views(),
            new(pool.Count, config.BatchSize, config.Seed)
        );
        var threads = get_num_threads();
        thread = new(() => Run(first, end, Math.Max(1, threads / 4))) { IsBackground = true, Name = "views" };
        thread.Start();
        started.Wait();
        set_num_threads(threads); // libtorch keeps the number for each thread, and the last one set for threads to come
    }

    /// <summary>How long <see cref="Next"/> has waited for a batch.</summary>
    public TimeSpan Waited => waiting.Elapsed;

    /// <param name="scope">What disposes of the views.</param>
    /// <returns>Two views [N, 3, S, S] in [0, 1] of each image of the next batch, channels last in memory</returns>
    public (Tensor First, Tensor Second) Next(DisposeScope scope)
    {
        waiting.Start();
        try
        {
            var (first, second) = ready.Take();
            scope.Attach(first);
            scope.Attach(second);
            return (first, second);
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

    (Tensor, Tensor) Make(long step)
    {
        using var scope = NewDisposeScope();
        var picked = order.At(step);
        var images = Images(picked); // [N, 3, S, S]
        return (
            Views(images, picked, step, 0).DetachFromDisposeScope(),
            Views(images, picked, step, 1).DetachFromDisposeScope()
        );
    }

    Tensor Images(int[] picked)
    {
        var size = pool.Side * pool.Side * 3;
        var bytes = new byte[(long)picked.Length * size];
        for (var i = 0; i < picked.Length; i++)
            pool.Image(picked[i]).CopyTo(bytes.AsSpan(i * size));
        return ResNet18.Image(new Eager(tensor(bytes, [picked.Length, pool.Side, pool.Side, 3]).to(device))).Value;
    }

    Tensor Views(Tensor images, int[] picked, long step, int view) =>
        ChannelsLast.Of(
            ViewMaker.Apply(
                images,
                [.. picked.Select(i => View.Draw(new ViewRandom(config.Seed, step, i, view), pool.Side, options))]
            )
        );

    public void Dispose()
    {
        stop.Cancel();
        thread.Join();
        foreach (var (first, second) in ready)
        {
            first.Dispose();
            second.Dispose();
        }
        ready.Dispose();
        stop.Dispose();
        started.Dispose();
    }
}
