namespace Platform.Inference.Security;

/// <summary>
/// Looks at the keys twice a second, because a call under way asks for nothing more; says which calls were refused.
/// </summary>
sealed class KeyWatch(KeyRing keys, RefusedTries tries, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            for (var look = 0; await timer.WaitForNextTickAsync(stoppingToken); look++)
            {
                keys.Look();
                if (look % 2 == 1)
                    tries.Say();
            }
        }
        catch (OperationCanceledException) { }
        tries.Say();
    }
}
