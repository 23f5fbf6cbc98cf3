using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.Audit;

/// <summary>
/// How well an attacker who holds a photograph and the synthetic images tells whether that photograph was trained on,
/// from its distance to the nearest synthetic image: 0.5 is guessing. Chen et al. 2020, "GAN-Leaks", section 4, arXiv
/// 1909.03935.
/// </summary>
/// <param name="Area">
/// under the receiver operating curve, members against held-out photographs, with the bounds of 95 % over resampled
/// lesions
/// </param>
public sealed record MembershipInference(Figure Area, int Members, int Others)
{
    const int Seed = 0,
        Resamples = 200;

    /// <param name="members">distance of each training photograph</param>
    /// <param name="others">distance of each held-out photograph</param>
    public static MembershipInference Of(
        IReadOnlyList<double> members,
        IReadOnlyList<double> others,
        IReadOnlyList<string> lesions
    )
    {
        float[] scores = [.. members.Concat(others).Select(d => (float)-d)];
        int[] kind = [.. scores.Select((_, r) => r < members.Count ? 1 : 0)];
        double Area(IReadOnlyList<int> rows) =>
            RocCurve.Of([.. rows.Select(r => scores[r])], [.. rows.Select(r => kind[r] == 1)])!.Area;
        var interval = Bootstrap.Interval(lesions, Area, Seed, Resamples, kind);
        return new(
            new(Area([.. Enumerable.Range(0, scores.Length)]), interval?.Low, interval?.High),
            members.Count,
            others.Count
        );
    }
}
