namespace Platform.Training.Audit;

/// <summary>What an audit lets pass.</summary>
/// <param name="CopyScore">an image whose <see cref="Audit.CopyScore"/> is higher is a copy</param>
/// <param name="Copies">share of copies, above that among held-out photographs</param>
/// <param name="Membership">lower bound of the membership inference's area</param>
public sealed record AuditLimits(double CopyScore, double Copies, double Membership)
{
    public static readonly AuditLimits Default = new(0.7, 0.001, 0.55);
}
