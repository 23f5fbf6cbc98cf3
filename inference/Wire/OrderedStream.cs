using System.Threading.Channels;
using Grpc.Core;

namespace Platform.Inference.Wire;

/// <summary>
/// Requests of a stream worked on side by side and answered in order; reading waits while enough of them are under way.
/// </summary>
static class OrderedStream
{
    /// <param name="answer">of one request; it does not throw for what is wrong with that request alone</param>
    /// <param name="window">how many are under way at most</param>
    public static async Task RunAsync<TRequest, TAnswer>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TAnswer> responses,
        Func<TRequest, CancellationToken, Task<TAnswer>> answer,
        int window,
        CancellationToken cancel
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var answers = Channel.CreateBounded<Task<TAnswer>>(window);
        var reading = ReadAsync();
        try
        {
            await foreach (var one in answers.Reader.ReadAllAsync(stop.Token))
                await responses.WriteAsync(await one, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await reading;

        async Task ReadAsync()
        {
            Exception? failure = null;
            try
            {
                await foreach (var request in requests.ReadAllAsync(stop.Token))
                    await answers.Writer.WriteAsync(answer(request, stop.Token), stop.Token);
            }
            catch (Exception e)
            {
                failure = e;
            }
            answers.Writer.Complete(failure);
        }
    }
}
