using System.Collections.Concurrent;

namespace Platform.Training.Runs;

/// <summary>
/// Runs networks on the process's first thread, whose arena alone glibc lets hold blocks above 64 MiB: elsewhere each
/// large tensor is mapped anew, page by page.
/// </summary>
static class MainThread
{
    static readonly AsyncLocal<BlockingCollection<Action>?> waiting = new();

    /// <summary>
    /// To be called by the first thread, which then does what the program gives to <see cref="RunAsync{T}"/> until it
    /// ends.
    /// </summary>
    /// <returns>the program's exit code</returns>
    public static int Serve(Func<Task<int>> program)
    {
        var queue = waiting.Value = [];
        var ended = Task.Run(async () =>
        {
            try
            {
                return await program();
            }
            finally
            {
                queue.CompleteAdding();
            }
        });
        foreach (var work in queue.GetConsumingEnumerable())
            work();
        return ended.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Does work there, one after another; on a thread of the pool for a caller that no first thread serves, such as a
    /// test.
    /// </summary>
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        if (waiting.Value is not { } queue)
            return Task.Run(work, CancellationToken.None);
        var task = new Task<T>(work);
        queue.Add(task.RunSynchronously);
        return task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Action work) =>
        RunAsync(() =>
        {
            work();
            return 0;
        });
}
