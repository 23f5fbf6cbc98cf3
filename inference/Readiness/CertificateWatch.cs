namespace Platform.Inference.Readiness;

/// <summary>
/// Looks at the certificate's dates now and then: one that has expired is logged and makes the server not ready.
/// </summary>
sealed class CertificateWatch(ServingHealth health, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            health.Update();
    }
}
