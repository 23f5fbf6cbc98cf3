using System.Collections.Concurrent;

namespace Platform.Training.Runs;

/// <summary>Runs networks on the process's first thread, whose arena alone glibc lets hold blocks above 64 MiB: elsewhere each large tensor is mapped anew, page by page.</summary>
static class MainThread
{
    static readonly BlockingCollection<Action> waiting = [];
    static bool serving;

    /// <summary>To be called by the first thread, which then does what <see cref="RunAsync"/> is given until <paramref name="program"/> ends.</summary>
    public static int Serve(Func<Task<int>> program)
    {
        serving = true;
        var ended = Task.Run(program);
        ended.ContinueWith(_ => waiting.CompleteAdding(), TaskScheduler.Default);
        foreach (var work in waiting.GetConsumingEnumerable()) work();
        return ended.GetAwaiter().GetResult();
    }

    /// <summary>Does work there, one after another; on a thread of the pool in a process whose first thread does not serve, such as a test's.</summary>
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        if (!serving) return Task.Run(work, CancellationToken.None);
        var task = new Task<T>(work);
        waiting.Add(task.RunSynchronously);
        return task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Action work) => RunAsync(() => { work(); return 0; });
}
