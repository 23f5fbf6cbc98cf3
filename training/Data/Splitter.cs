namespace Platform.Training.Data;

/// <summary>Divides images into train and test, class by class, so that both have every class in proportion.</summary>
/// <remarks>
/// A group with several classes counts for each of them, and is drawn with those of its rarest one, which go first, as
/// in Sechidis, Tsoumakas, Vlahavas 2011, "On the stratification of multi-label data".
/// </remarks>
static class Splitter
{
    /// <param name="groups">images that must not be parted, by index</param>
    /// <param name="labels">class code of each image</param>
    /// <param name="test">share of the images of each class that is held out</param>
    /// <returns>the groups that are held out; each class keeps an image to train on</returns>
    public static HashSet<int> Test(IReadOnlyList<int[]> groups, IReadOnlyList<string> labels, double test, int seed)
    {
        var kept = groups.SelectMany(g => g).CountBy(i => labels[i]).ToDictionary(); // images to train on, by class
        var wanted = kept.ToDictionary(c => c.Key, c => (int)Math.Round(test * c.Value));
        string[] byRarity =
        [
            .. kept.OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key),
        ];
        var rank = byRarity.Index().ToDictionary(c => c.Item, c => c.Index);
        var held = new HashSet<int>();
        foreach (
            var stratum in Enumerable
                .Range(0, groups.Count)
                .GroupBy(g => groups[g].Min(i => rank[labels[i]]))
                .OrderBy(s => s.Key)
        )
        {
            int[] order = [.. stratum];
            new Random(seed).Shuffle(order);
            foreach (var group in order)
            {
                if (wanted[byRarity[stratum.Key]] <= 0)
                    break;
                KeyValuePair<string, int>[] counts = [.. groups[group].CountBy(i => labels[i])];
                if (counts.Any(c => c.Value == kept[c.Key]))
                    continue;
                held.Add(group);
                foreach (var (label, images) in counts)
                {
                    kept[label] -= images;
                    wanted[label] -= images;
                }
            }
        }
        return held;
    }
}
