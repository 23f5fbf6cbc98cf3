namespace Platform.Training.Data;

/// <summary>Divides images into train and test, class by class, so that both have every class in proportion.</summary>
static class Splitter
{
    /// <param name="groups">images that must not be parted, by index</param>
    /// <param name="labels">class code of each group</param>
    /// <param name="test">share of the images of each class that is held out</param>
    /// <returns>the groups that are held out</returns>
    public static HashSet<int> Test(IReadOnlyList<int[]> groups, IReadOnlyList<string> labels, double test, int seed)
    {
        var held = new HashSet<int>();
        foreach (
            var stratum in Enumerable
                .Range(0, groups.Count)
                .GroupBy(g => labels[g])
                .OrderBy(s => s.Key, StringComparer.Ordinal)
        )
        {
            int[] order = [.. stratum];
            new Random(seed).Shuffle(order);
            var wanted = (int)Math.Round(test * order.Sum(g => groups[g].Length));
            foreach (var group in order.SkipLast(1)) // each class keeps something to train on
            {
                if (wanted <= 0)
                    break;
                held.Add(group);
                wanted -= groups[group].Length;
            }
        }
        return held;
    }
}
