using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>
/// A shard that this process draws: claimed and written under a hidden name until it is published. Disposed before
/// that, it leaves nothing.
/// </summary>
sealed class OpenShard : IDisposable
{
    readonly ShardStore store;
    readonly Shard shard;
    readonly ShardClaim claim;
    readonly string partial;
    readonly IShardWriter writer;
    readonly List<string> hashes;
    Tally seen = new();

    /// <param name="claim">disposed with the shard</param>
    public OpenShard(ShardStore store, Shard shard, ShardClaim claim, SyntheticSettings settings)
    {
        (this.store, this.shard, this.claim, hashes, partial) = (store, shard, claim, new(shard.Images), "");
        try
        {
            partial = store.Partial(shard);
            writer = ShardFormats.Create(partial, settings);
        }
        catch
        {
            Release();
            throw;
        }
    }

    public void Add(EncodedImage image)
    {
        writer.Add(image);
        hashes.Add(image.Record.Sha256);
        seen += image.Seen;
    }

    /// <summary>Brings the shard to the disk, checks it there and gives it its final name.</summary>
    /// <exception cref="InvalidOperationException">It lacks images.</exception>
    public void Publish()
    {
        if (hashes.Count != shard.Images)
            throw new InvalidOperationException($"Shard {shard.Name} has {hashes.Count} of {shard.Images} images.");
        var sha256 = writer.Finish();
        writer.Dispose();
        store.Publish(
            shard,
            partial,
            new(
                shard.Name,
                shard.First,
                shard.Images,
                ContentHash.Length(partial),
                sha256,
                ShardRecord.ListHash(hashes),
                seen
            )
        );
    }

    public void Dispose()
    {
        writer.Dispose();
        Release();
    }

    void Release()
    {
        try
        {
            ShardStore.Delete(partial);
        }
        finally
        {
            claim.Dispose();
        }
    }
}
