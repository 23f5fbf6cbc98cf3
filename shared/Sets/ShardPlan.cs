using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>A part of a set, which is whole on the disk or absent.</summary>
/// <param name="Number">from 0</param>
/// <param name="First">index of its first image</param>
public sealed record Shard(long Number, long First, int Images)
{
    public string Name => $"{Number:D6}";
    public IEnumerable<long> Indices => Enumerable.Range(0, Images).Select(i => First + i);
}

/// <summary>
/// How a synthetic set is cut into shards, whoever draws them: shard k holds the images from start + k size on.
/// </summary>
public sealed record ShardPlan(long Start, long Count, int Size)
{
    public static ShardPlan Of(SyntheticSettings settings) => new(settings.Start, settings.Count, settings.ShardSize);

    /// <summary>The names of shards have six digits.</summary>
    public const long MostShards = 1_000_000;

    public long Shards => (Count + Size - 1) / Size;

    public Shard this[long number] => new(number, Start + number * Size, (int)Math.Min(Size, Count - number * Size));

    public IEnumerable<Shard> All => Part(1, 1);

    /// <summary>Every n-th shard.</summary>
    /// <param name="number">of the part, from 1</param>
    /// <param name="parts">n</param>
    public IEnumerable<Shard> Part(long number, long parts)
    {
        for (var k = number - 1; k < Shards; k += parts)
            yield return this[k];
    }
}
