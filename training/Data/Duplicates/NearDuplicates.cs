using Platform.CommandLine;

namespace Platform.Training.Data.Duplicates;

/// <summary>Two photographs that show the same, by index.</summary>
/// <param name="Likeness">from <see cref="Likeness.NearDuplicate"/> to 1</param>
sealed record NearDuplicate(int One, int Other, double Likeness);

/// <summary>Finds the pairs of near-duplicates among many photographs.</summary>
/// <remarks>
/// Coarse looks of 63 numbers are compared for all pairs, and the pairs that are coarsely alike are aligned: of 7,077
/// photographs about a minute of two cores, and by the square of their number. The result does not depend on the number
/// of threads.
/// </remarks>
static class NearDuplicates
{
    /// <summary>
    /// Correlation of coarse looks below which no pair is aligned: copies of HAM10000's photographs that lost 5 % of
    /// their sides at a corner have 0.82 or more.
    /// </summary>
    const float LeastCoarse = 0.78f;

    /// <param name="light">luminance of a photograph, [64, 64]; called from several threads, and again for some</param>
    public static IReadOnlyList<Photograph> Looks(
        string title,
        int count,
        Func<int, Luminance> light,
        CancellationToken cancel
    )
    {
        var looks = new Photograph[count];
        Each($"{title}: looks", count, i => looks[i] = new(() => light(i)), cancel);
        return looks;
    }

    /// <returns>in order of the indices, the smaller one first</returns>
    public static IReadOnlyList<NearDuplicate> Within(
        string title,
        IReadOnlyList<Photograph> photographs,
        CancellationToken cancel
    ) => Pairs(title, photographs, photographs, i => i + 1, cancel);

    /// <summary>Between two sets.</summary>
    public static IReadOnlyList<NearDuplicate> Between(
        string title,
        IReadOnlyList<Photograph> ones,
        IReadOnlyList<Photograph> others,
        CancellationToken cancel
    ) => Pairs(title, ones, others, _ => 0, cancel);

    static IReadOnlyList<NearDuplicate> Pairs(
        string title,
        IReadOnlyList<Photograph> ones,
        IReadOnlyList<Photograph> others,
        Func<int, int> first,
        CancellationToken cancel
    )
    {
        var found = new List<NearDuplicate>[ones.Count];
        Each($"{title}: near-duplicates", ones.Count, i => found[i] = Of(i), cancel);
        return [.. found.SelectMany(f => f)];

        List<NearDuplicate> Of(int i)
        {
            var pairs = new List<NearDuplicate>();
            var one = ones[i];
            Luminance? small = null;
            Luminance? tiny = null;
            Span<int> symmetries = stackalloc int[2];
            for (var j = first(i); j < others.Count; j++)
            {
                var count = one.Fingerprint.Likest(others[j].Fingerprint, LeastCoarse, symmetries);
                if (count == 0)
                    continue;
                small ??= one.Small;
                tiny ??= small.Halved();
                var likeness = 0.0;
                foreach (var symmetry in symmetries[..count])
                    likeness = Math.Max(likeness, Likeness.Of(one, others[j], symmetry, small, tiny));
                if (likeness >= Likeness.NearDuplicate)
                    pairs.Add(new(i, j, likeness));
            }
            return pairs;
        }
    }

    static void Each(string title, int count, Action<int> work, CancellationToken cancel)
    {
        var done = 0;
        using var progress = new ProgressLine(title, count, "images");
        Parallel.For(
            0,
            count,
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                work(i);
                lock (progress)
                    progress.Report(++done);
            }
        );
    }
}
