namespace Platform.Training.Ssl.Byol;

public enum TargetSchedule
{
    Cosine,
    Constant,
}

public static class TargetSchedules
{
    /// <summary>
    /// The weight tau of the old target: constant, or from the base to 1. Grill et al. 2020, section 3.3, arXiv
    /// 2006.07733.
    /// </summary>
    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    public static double At(this TargetSchedule schedule, double tau, double progress) =>
        schedule switch
        {
            TargetSchedule.Constant => tau,
            TargetSchedule.Cosine => 1 - (1 - tau) * (Math.Cos(Math.PI * progress) + 1) / 2,
            _ => throw new ArgumentOutOfRangeException(nameof(schedule)),
        };
}
