namespace Platform.Training.Data;

/// <summary>Groups of images: what is joined to one of a group is of the group. Tarjan 1975, union-find.</summary>
sealed class JoinedImages(int count)
{
    readonly int[] parent = [.. Enumerable.Range(0, count)]; // the root of a group is its first image

    public void Join(int one, int other)
    {
        var (a, b) = (Root(one), Root(other));
        parent[Math.Max(a, b)] = Math.Min(a, b);
    }

    /// <param name="keys">of each image; those with equal ones are joined, and null joins nothing</param>
    public void JoinEqual(IEnumerable<string?> keys)
    {
        var first = new Dictionary<string, int>();
        foreach (var (i, key) in keys.Index())
            if (key is not null && !first.TryAdd(key, i))
                Join(i, first[key]);
    }

    /// <returns>indices of the images of each group, in order of first appearance</returns>
    public IReadOnlyList<int[]> Groups() =>
        [.. Enumerable.Range(0, parent.Length).GroupBy(Root).Select(g => g.ToArray())];

    int Root(int image)
    {
        while (parent[image] != image)
            image = parent[image] = parent[parent[image]];
        return image;
    }
}
