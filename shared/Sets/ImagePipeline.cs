using System.Runtime.ExceptionServices;

namespace Platform.Shared.Sets;

/// <summary>Draws, encodes and writes at the same time; writes in order; never holds more than a few images.</summary>
/// <remarks>
/// Each thread takes an image from its draw to its bytes, writes what is next in order, and takes another one: no image
/// is handed from thread to thread, so none waits to be woken. Threads beyond those that may draw encode while those
/// draw.
/// </remarks>
/// <param name="Drawers">images drawn at once</param>
/// <param name="Workers">threads, no fewer than the drawers</param>
/// <param name="Window">images begun and not yet written, at most, beside one for each thread</param>
public sealed record ImagePipeline(int Drawers, int Workers, int Window)
{
    const long Memory = 128 << 20; // bytes of images in flight, about

    /// <summary>A thread for every core: it encodes where it may not draw.</summary>
    /// <param name="drawers">images drawn at once</param>
    /// <param name="side">of an image, pixels</param>
    public static ImagePipeline Of(int drawers, int side) =>
        new(
            drawers,
            Environment.ProcessorCount,
            (int)Math.Clamp(Memory / (side * side * 3L), 2, 4L * Math.Max(drawers, Environment.ProcessorCount))
        );

    public async Task RunAsync<TDrawn, TEncoded>(
        IEnumerable<long> indices,
        Func<long, TDrawn> draw,
        Func<TDrawn, TEncoded> encode,
        Action<TEncoded> write,
        CancellationToken cancel
    )
    {
        using var drawers = new SemaphoreSlim(Drawers);
        using var left = indices.GetEnumerator();
        var order = new InOrder<TEncoded>(left, Window + Math.Max(Drawers, Workers), write);
        using var stop = cancel.Register(order.Stop);
        await Task.WhenAll(
            Enumerable
                .Range(0, Math.Max(Drawers, Workers))
                .Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning))
        );
        cancel.ThrowIfCancellationRequested();
        order.Failure?.Throw();

        void Work()
        {
            while (order.TryBegin(out var number, out var index))
            {
                try
                {
                    order.End(number, Make(index), null);
                }
                catch (Exception e)
                {
                    order.End(number, default, ExceptionDispatchInfo.Capture(e));
                }
            }
        }

        TEncoded Make(long index)
        {
            drawers.Wait(CancellationToken.None);
            TDrawn drawn;
            try
            {
                drawn = draw(index);
            }
            finally
            {
                drawers.Release();
            }
            return encode(drawn);
        }
    }
}
