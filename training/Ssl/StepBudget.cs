namespace Platform.Training.Ssl;

/// <summary>
/// What stays equal when synthetic images make a pool larger: the passes over it, or the optimizer's steps.
/// </summary>
public enum Match
{
    Epochs,
    Steps,
}

/// <summary>The steps of a run that is compared with one on the real images alone.</summary>
public static class StepBudget
{
    /// <param name="real">real images</param>
    /// <param name="pool">real and synthetic images</param>
    public static int Steps(SslConfig config, Match match, int real, int pool)
    {
        int Epochs(int images) => Math.Max(1, config.Epochs * (images / config.BatchSize));
        return match == Match.Steps
            ? config.Steps > 0
                ? config.Steps
                : Epochs(real)
            : config.Steps > 0
                ? (int)Math.Round(config.Steps * (double)pool / real)
                : Epochs(pool);
    }
}
