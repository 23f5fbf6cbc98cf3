using Platform.Shared;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;

namespace Platform.Training.Generation;

/// <summary>What is to be drawn with the generator of a training run, and where to.</summary>
/// <param name="Gan">run folder made by gan</param>
/// <param name="Output">folder of the set</param>
public sealed record GenerateRequest(string Gan, string Output, long Count)
{
    /// <summary>
    /// What a stop may cost, and what is divided between machines that draw one set, is a shard at most.
    /// </summary>
    public const int DefaultShardSize = 250;

    public ulong Seed { get; init; }

    /// <summary>Index of the first image.</summary>
    public long Start { get; init; }

    /// <summary>Truncation, 0 to <see cref="ImageSampler.MaxPsi"/>.</summary>
    public float Psi { get; init; } = ImageSampler.DefaultPsi;

    /// <summary>Images drawn at once: changes the speed, never the images.</summary>
    public int Batch { get; init; } = Environment.ProcessorCount;

    /// <summary>Images of a shard.</summary>
    public int ShardSize { get; init; } = DefaultShardSize;

    /// <summary>Whether complete shards are read too, and drawn again where they are damaged.</summary>
    public bool Verify { get; init; }

    /// <summary>A PNG file to make of the first images, or null.</summary>
    public string? Grid { get; init; }

    /// <summary>What can be said before the generator is loaded.</summary>
    /// <exception cref="InputException">A value is out of range; names its option.</exception>
    public void Check()
    {
        if (Count < 1)
            throw new InputException($"--count {Count}: must be 1 or more");
        if (Start < 0 || Start > long.MaxValue - Count)
            throw new InputException($"--start {Start}: must be 0 or more");
        if (Batch is < 1 or > 4096)
            throw new InputException($"--batch {Batch}: must be 1 to 4096");
        if (Psi is not (>= 0 and <= ImageSampler.MaxPsi))
            throw new InputException($"--psi {Psi}: must be 0 to {ImageSampler.MaxPsi}");
        if (ShardSize is < 1 or > 1_000_000)
            throw new InputException($"--shard-size {ShardSize}: must be 1 to 1000000");
        if ((Count - 1) / ShardSize + 1 is var shards && shards > ShardPlan.MostShards)
            throw new InputException(
                $"--count {Count}: makes {shards} shards, and a set holds at most {ShardPlan.MostShards}; "
                    + "give a larger --shard-size, or draw several sets with --start"
            );
        if (Grid is not null)
            SetGrid.Check(Grid, Output);
    }
}
