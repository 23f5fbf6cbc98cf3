namespace Platform.Training.Gan;

/// <summary>
/// Progressive growth: each resolution is trained stably, then the next one fades in. Karras et al. 2018, section 2;
/// stable before fade, as the StyleGAN implementation does.
/// </summary>
/// <param name="Start">First resolution, in pixels.</param>
/// <param name="End">Last resolution, in pixels.</param>
/// <param name="StableKimg">Thousand real images at each resolution before the next begins to fade in.</param>
/// <param name="FadeKimg">Thousand real images of each fade.</param>
public sealed record GrowthSchedule(int Start, int End, double StableKimg, double FadeKimg)
{
    /// <param name="images">Real images shown so far.</param>
    public Phase At(long images)
    {
        var length = (StableKimg + FadeKimg) * 1000;
        if (length <= 0)
            return new(End, 1);
        var step = (int)Math.Min(images / length, 16);
        var resolution = (long)Start << step;
        if (resolution >= End)
            return new(End, 1);
        var into = images - step * length - StableKimg * 1000;
        return into <= 0 ? new((int)resolution, 1) : new((int)resolution * 2, (float)(into / (FadeKimg * 1000)));
    }
}
