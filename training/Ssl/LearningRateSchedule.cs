namespace Platform.Training.Ssl;

public enum LearningRateSchedule
{
    Cosine,
    Constant,
    PaperCompat,
}

public static class LearningRateSchedules
{
    const int WarmEpochs = 10;

    /// <summary>The learning rate of a step as a share of the configured one.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="epochSteps">Steps of an epoch.</param>
    public static double At(this LearningRateSchedule schedule, long step, long totalSteps, int epochSteps) =>
        schedule switch
        {
            LearningRateSchedule.Constant => 1,
            // Loshchilov and Hutter 2017, Eq. 5, one cycle, arXiv 1608.03983.
            LearningRateSchedule.Cosine => Cosine((double)step / totalSteps),
            // Stepped once an epoch after epoch 10, but with the batches of an epoch as its half period
            // (sthalles/SimCLR issue 43).
            LearningRateSchedule.PaperCompat => Cosine(
                (double)Math.Max(0, step / epochSteps - WarmEpochs) / epochSteps
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(schedule)),
        };

    /// <summary>
    /// A linear rise over the first steps, which keeps Adam from large steps while its averages are young. Goyal et al.
    /// 2017, section 2.2, arXiv 1706.02677.
    /// </summary>
    /// <param name="share">of the steps; 0 for none</param>
    public static double Warmup(long step, long totalSteps, double share) =>
        Math.Min(1, (step + 1) / Math.Max(1, Math.Round(share * totalSteps)));

    static double Cosine(double x) => 0.5 * (1 + Math.Cos(Math.PI * x));
}
