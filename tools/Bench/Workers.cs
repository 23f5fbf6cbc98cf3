namespace Platform.Tools.Bench;

static class Workers
{
    /// <summary>Runs the same work on threads of its own and waits for all.</summary>
    public static void Run(int threads, Action work)
    {
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() => work())).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
    }
}
