namespace Platform.Shared.Formats;

/// <summary>What the gates saw of the images drawn.</summary>
/// <param name="Tries">draws, those that were kept included</param>
/// <param name="Degenerate">draws without a picture in them</param>
/// <param name="Copies">draws that are near copies of a training photograph</param>
/// <param name="OtherClass">draws that the classifier took for another class than the wanted one</param>
public sealed record Tally(long Tries = 0, long Degenerate = 0, long Copies = 0, long OtherClass = 0)
{
    public static Tally operator +(Tally a, Tally b) =>
        new(a.Tries + b.Tries, a.Degenerate + b.Degenerate, a.Copies + b.Copies, a.OtherClass + b.OtherClass);
}
