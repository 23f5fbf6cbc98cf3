using Platform.Shared;

namespace Platform.Inference.HeadFitting;

/// <summary>Divides images into folds of about equal size and mix, with each group whole in one of them.</summary>
public static class Folds
{
    /// <summary>One fold tests, one chooses the weight of the L2 term, the others fit.</summary>
    public const int Least = 3;

    /// <param name="groups">of each image</param>
    /// <param name="labels">of each image</param>
    /// <returns>the fold of each image</returns>
    /// <exception cref="InputException">A class lies in too few folds.</exception>
    public static int[] Of(
        IReadOnlyList<string> groups,
        IReadOnlyList<int> labels,
        IReadOnlyList<string> classes,
        int count,
        int seed
    )
    {
        var totals = labels.CountBy(l => l).ToDictionary();
        var members = Enumerable
            .Range(0, labels.Count)
            .GroupBy(i => groups[i])
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.ToArray())
            .ToArray();
        new Random(seed).Shuffle(members);

        // The rarest classes first, the largest groups first: each goes where its rarest class, then all images, are
        // fewest.
        int Rarest(int[] group) => group.Select(i => labels[i]).MinBy(l => (totals[l], l));
        var (ofClass, sizes, folds) = (new int[classes.Count, count], new int[count], new int[labels.Count]);
        foreach (var group in members.OrderBy(g => totals[Rarest(g)]).ThenByDescending(g => g.Length))
        {
            var fold = Enumerable.Range(0, count).MinBy(f => (ofClass[Rarest(group), f], sizes[f], f));
            foreach (var i in group)
            {
                folds[i] = fold;
                ofClass[labels[i], fold]++;
                sizes[fold]++;
            }
        }
        for (var c = 0; c < classes.Count; c++)
            if (Enumerable.Range(0, count).Count(f => ofClass[c, f] > 0) is var lies && lies < Least)
                throw new InputException(
                    $"class {classes[c]}: its images are of {lies} lesions or patients only; {Least} are needed, so "
                        + $"add images, or drop the class"
                );
        return folds;
    }
}
