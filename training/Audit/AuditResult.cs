using Platform.Shared.Formats;
using Platform.Training.Metrics;

namespace Platform.Training.Audit;

/// <param name="File">the synthetic image</param>
/// <param name="TrainingImage">the photograph that it copies</param>
/// <param name="Score">of <see cref="CopyScore"/></param>
public sealed record FoundCopy(string File, string TrainingImage, double Score);

/// <summary>One space in which distances were measured.</summary>
/// <param name="Memorised">distances to the nearest training photograph, against those of held-out ones</param>
public sealed record AuditSpace(string Name, MembershipInference Membership, Memorisation Memorised);

/// <summary>
/// audit.json: whether synthetic images give away the photographs that their generator was trained on.
/// </summary>
/// <param name="GeneratorSha256">of the generator that drew them, where the folder says so</param>
/// <param name="DataSha256">of the manifest of the photographs that they were compared with</param>
/// <param name="Copies">the highest score first</param>
/// <param name="HeldOutCopies">
/// share of held-out photographs that count as copies of training ones: what the test finds where there is nothing to
/// find
/// </param>
/// <param name="Spaces">pixels, and embeddings where an encoder was given</param>
public sealed record AuditResult(
    string Dataset,
    string? GeneratorSha256,
    string DataSha256,
    string? Encoder,
    int Images,
    int TrainingImages,
    int HeldOutImages,
    IReadOnlyList<FoundCopy> Copies,
    double HeldOutCopies,
    IReadOnlyList<AuditSpace> Spaces,
    AuditLimits Limits
)
{
    public double CopyShare => Copies.Count / (double)Images;

    /// <summary>One line for each limit that is exceeded; none is a pass.</summary>
    public IReadOnlyList<string> Failures =>
        [
            .. CopyShare > HeldOutCopies + Limits.Copies
                ?
                [
                    $"{100 * CopyShare:0.00} % of the images are copies of training photographs; "
                        + $"{100 * HeldOutCopies:0.00} % of held-out photographs look so, and at most "
                        + $"{100 * Limits.Copies:0.00} % more may",
                ]
                : Array.Empty<string>(),
            // Where too few lesions give no interval, the area itself stands for its lower bound:
            // what is not known is no pass.
            .. Spaces
                .Where(s => (s.Membership.Area.Low ?? s.Membership.Area.Value) > Limits.Membership)
                .Select(s =>
                    $"membership can be inferred by {s.Name}: area {s.Membership.Area.Value:0.000} "
                    + $"{s.Membership.Area.Interval(1, "0.000")}, "
                    + $"whose lower bound may be at most {Limits.Membership:0.00}"
                ),
        ];

    public bool Passed => Failures.Count == 0;

    /// <summary>As audit.json has it.</summary>
    public AuditReport Report =>
        new()
        {
            Passed = Passed,
            Failures = Failures,
            Dataset = Dataset,
            GeneratorSha256 = GeneratorSha256,
            DataSha256 = DataSha256,
            Encoder = Encoder,
            SyntheticImages = Images,
            TrainingImages = TrainingImages,
            HeldOutImages = HeldOutImages,
            CopyShare = CopyShare,
            CopyShareHeldOut = HeldOutCopies,
            Limits = new(Limits.CopyScore, Limits.Copies, Limits.Membership),
            Spaces = Spaces.ToDictionary(
                s => s.Name,
                s => new AuditedSpace(
                    s.Membership.Area.Value,
                    s.Membership.Area.Low,
                    s.Membership.Area.High,
                    s.Memorised.ToJson()
                )
            ),
            Copies = [.. Copies.Select(c => new AuditedCopy(c.File, c.TrainingImage, c.Score))],
        };
}
