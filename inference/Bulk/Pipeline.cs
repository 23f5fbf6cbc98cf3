using System.Threading.Channels;

namespace Platform.Inference.Bulk;

/// <summary>Draws, encodes and writes at the same time; writes in order; never holds more than a few images.</summary>
/// <param name="Drawers">images drawn at once</param>
/// <param name="Encoders">images encoded at once, on the cores that the drawers leave</param>
/// <param name="Window">images between the drawers and the writer, at most</param>
public sealed record Pipeline(int Drawers, int Encoders, int Window)
{
    public async Task RunAsync<TDrawn, TEncoded>(IEnumerable<long> indices, Func<long, TDrawn> draw, Func<TDrawn, TEncoded> encode, Action<TEncoded> write, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var drawers = new SemaphoreSlim(Drawers);
        using var encoders = new SemaphoreSlim(Encoders);
        var queue = Channel.CreateBounded<Task<TEncoded>>(Window);
        var feeding = Task.Run(FeedAsync, CancellationToken.None);
        try
        {
            await foreach (var image in queue.Reader.ReadAllAsync(CancellationToken.None)) write(await image);
            await feeding;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            await foreach (var image in queue.Reader.ReadAllAsync(CancellationToken.None)) await Task.WhenAny(image); // nothing runs on behind a failure
            await Task.WhenAny(feeding);
        }

        async Task FeedAsync()
        {
            try
            {
                foreach (var index in indices)
                {
                    await drawers.WaitAsync(stop.Token);
                    await queue.Writer.WriteAsync(ImageAsync(index), CancellationToken.None);
                }
            }
            finally
            {
                queue.Writer.Complete();
            }
        }

        async Task<TEncoded> ImageAsync(long index)
        {
            TDrawn drawn;
            try { drawn = await Task.Run(() => draw(index), stop.Token); }
            finally { drawers.Release(); }
            await encoders.WaitAsync(stop.Token);
            try { return await Task.Run(() => encode(drawn), stop.Token); }
            finally { encoders.Release(); }
        }
    }
}
