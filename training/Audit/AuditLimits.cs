namespace Platform.Training.Audit;

/// <summary>What an audit lets pass.</summary>
/// <param name="CopyScore">an image whose <see cref="Audit.CopyScore"/> is higher is a copy</param>
/// <param name="Copies">share of copies, above that among held-out photographs</param>
/// <param name="Membership">lower bound of the membership inference's area</param>
/// <remarks>
/// The score's limit lies in the gap that HAM10000 leaves at 64 pixels: of 100 training photographs that were mirrored,
/// cropped by 5 % or recompressed at quality 60, 97 score more, and of 1,421 held-out photographs one does.
/// </remarks>
public sealed record AuditLimits(double CopyScore, double Copies, double Membership)
{
    public static readonly AuditLimits Default = new(0.85, 0.001, 0.55);
}
