using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>Compares a synthetic set with what its dataset.json says.</summary>
public static class SetVerification
{
    /// <summary>Reads every shard again.</summary>
    /// <param name="report">takes how many images are read</param>
    /// <exception cref="InputException">A shard is missing or changed, or the file's own sums do not fit.</exception>
    public static SyntheticSet Verify(string folder, Action<long> report, CancellationToken cancel)
    {
        var (file, set) = (Path.Combine(folder, SyntheticSet.FileName), SyntheticSet.Read(folder));
        if (
            SyntheticSet.Of(set.Settings, set.Shards) is var sums
            && (sums.Sha256, sums.ImagesSha256, sums.Images, sums.Bytes, sums.Seen)
                != (set.Sha256, set.ImagesSha256, set.Images, set.Bytes, set.Seen)
        )
            throw new InputException($"{file}: its sums are not those of its shards; {SyntheticSet.Contract.Remedy}");
        var done = 0L;
        foreach (var shard in set.Shards)
        {
            cancel.ThrowIfCancellationRequested();
            var path = PathOf(folder, set, shard);
            if (ContentHash.Length(path) < 0)
                throw new InputException($"{path}: missing; {SyntheticSet.Contract.Remedy}");
            if (ContentHash.Of(path) != shard.Sha256)
                throw new InputException(
                    $"{path}: its SHA-256 is not the one in {SyntheticSet.FileName}; {SyntheticSet.Contract.Remedy}"
                );
            report(done += shard.Images);
        }
        return set;
    }

    /// <summary>
    /// Before a set is used: each shard that its record lists is there. Of image files some may have been taken away by
    /// hand, or as copies of photographs; of tar files and packed pixels every byte is there.
    /// </summary>
    /// <exception cref="InputException">A shard is missing, or has another length.</exception>
    public static void CheckShards(string folder, SyntheticSet set)
    {
        foreach (var shard in set.Shards)
        {
            var path = PathOf(folder, set, shard);
            var length = ContentHash.Length(path);
            if (length < 0)
                throw new InputException($"{path}: missing; copy the set again, or {SyntheticSet.Contract.Remedy}");
            if (set.Settings.Format != SyntheticFormat.Folder && length != shard.Bytes)
                throw new InputException(
                    $"{path}: {length:N0} bytes, {shard.Bytes:N0} in {SyntheticSet.FileName}; "
                        + $"copy the set again, or {SyntheticSet.Contract.Remedy}"
                );
        }
    }

    static string PathOf(string folder, SyntheticSet set, ShardRecord shard) =>
        Path.Combine(folder, shard.Name + ShardFormats.Extension(set.Settings.Format));
}
