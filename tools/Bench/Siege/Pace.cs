namespace Platform.Tools.Bench.Siege;

/// <summary>Tries at a rate, or one after the other, until they are cancelled.</summary>
static class Pace
{
    /// <param name="perSecond">as many as a key allows</param>
    /// <param name="atOnce">a try is left out while so many are under way</param>
    public static async Task AtRateAsync(double perSecond, int atOnce, Func<Task> one, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        var open = new List<Task>();
        while (await TickAsync(timer, cancel))
        {
            open.RemoveAll(task => task.IsCompleted);
            if (open.Count < atOnce)
                open.Add(one());
        }
        await Task.WhenAll(open);
    }

    /// <summary>So many side by side, each again and again with a pause between.</summary>
    public static Task AgainAsync(int sideBySide, TimeSpan pause, Func<int, Task> one, CancellationToken cancel) =>
        Task.WhenAll(
            Enumerable
                .Range(0, sideBySide)
                .Select(async number =>
                {
                    using var timer = new PeriodicTimer(pause);
                    do await one(number);
                    while (await TickAsync(timer, cancel));
                })
        );

    static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
