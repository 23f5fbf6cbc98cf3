namespace Platform.Inference.Bulk;

/// <param name="Number">from 0</param>
/// <param name="First">index of its first image</param>
public sealed record Shard(long Number, long First, int Images)
{
    public string Name => $"{Number:D6}";
    public IEnumerable<long> Indices => Enumerable.Range(0, Images).Select(i => First + i);
}

/// <summary>
/// How a data set is cut into shards, whoever draws them: shard k holds the images from start + k size on.
/// </summary>
public sealed record ShardPlan(long Start, long Count, int Size)
{
    /// <summary>The names of shards have six digits.</summary>
    public const long MostShards = 1_000_000;

    public long Shards => (Count + Size - 1) / Size;

    public Shard this[long number] => new(number, Start + number * Size, (int)Math.Min(Size, Count - number * Size));

    public IEnumerable<Shard> All => Of(new(1, 1));

    /// <summary>Every n-th shard.</summary>
    public IEnumerable<Shard> Of(TaskShare share)
    {
        for (var k = share.Number - 1; k < Shards; k += share.Count)
            yield return this[k];
    }
}
