using Platform.Training.Data;

namespace Platform.Training.Head;

/// <summary>
/// Divides labelled images anew: lesions whole, classes in proportion, and every class keeps a lesion to fit on.
/// </summary>
public static class LesionSplit
{
    /// <param name="lesions">of each image</param>
    /// <param name="share">of the images, to hold out</param>
    /// <returns>indices of the images; nothing is held out where every class has one lesion</returns>
    public static (int[] Fit, int[] Held) Of(
        IReadOnlyList<int> labels,
        IReadOnlyList<string> lesions,
        double share,
        int seed
    )
    {
        int[][] groups = [.. Enumerable.Range(0, labels.Count).GroupBy(i => lesions[i]).Select(g => g.ToArray())];
        var held = Splitter.Test(groups, [.. labels.Select(l => $"{l}")], share, seed);
        foreach (
            var ofClass in Enumerable
                .Range(0, groups.Length)
                .GroupBy(g => labels[groups[g][0]])
                .Where(c => c.All(held.Contains))
                .ToArray()
        )
            held.ExceptWith(ofClass);
        int[] Images(bool test) =>
            [.. Enumerable.Range(0, groups.Length).Where(g => held.Contains(g) == test).SelectMany(g => groups[g])];
        return (Images(false), Images(true));
    }

    /// <summary>A part of the images, classes in proportion with one image each at least, lesion by lesion.</summary>
    /// <param name="count">from the number of classes to that of the images</param>
    /// <returns>indices, in order</returns>
    public static int[] Some(IReadOnlyList<int> labels, IReadOnlyList<string> lesions, int count, int seed)
    {
        var classes = Enumerable
            .Range(0, labels.Count)
            .GroupBy(i => labels[i])
            .OrderBy(c => c.Key)
            .Select(c => c.ToArray())
            .ToArray();
        // Largest remainders, above one image for each class.
        double Exact(int c) =>
            (count - classes.Length) * (classes[c].Length - 1.0) / Math.Max(1, labels.Count - classes.Length);
        int[] wanted = [.. Enumerable.Range(0, classes.Length).Select(c => 1 + (int)Exact(c))];
        foreach (
            var c in Enumerable
                .Range(0, classes.Length)
                .OrderByDescending(c => Exact(c) - (int)Exact(c))
                .Take(count - wanted.Sum())
        )
            wanted[c]++;
        return
        [
            .. classes
                .SelectMany(
                    (images, c) =>
                    {
                        int[][] groups = [.. images.GroupBy(i => lesions[i]).Select(g => g.ToArray())];
                        new Random(seed).Shuffle(groups);
                        return groups.SelectMany(g => g).Take(wanted[c]);
                    }
                )
                .Order(),
        ];
    }
}
