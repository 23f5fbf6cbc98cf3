using Platform.Shared.Formats;

namespace Platform.Shared.Sets;

/// <summary>
/// Draws this process's shards of a synthetic set, and the record of the whole set when none is missing any more.
/// </summary>
/// <param name="verify">also read the shards that are complete, and draw again those that are damaged</param>
public sealed class SetDrawing(
    Drawer drawer,
    ShardStore store,
    SyntheticSettings settings,
    ImagePipeline pipeline,
    bool verify
)
{
    static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    readonly ShardPlan plan = ShardPlan.Of(settings);

    /// <summary>What a run of this process did.</summary>
    /// <param name="Images">of its shards, those that were there included</param>
    /// <param name="Drawn">images drawn now; the rest was there</param>
    /// <param name="Repaired">shards that were damaged</param>
    /// <param name="Set">null while shards of other processes are missing</param>
    public sealed record Result(long Images, long Drawn, int Repaired, Tally Seen, SyntheticSet? Set);

    /// <param name="mine">the shards that this process is to draw, or to wait for</param>
    /// <param name="report">
    /// takes how many images of them are there, and what the gates saw; from one thread at a time
    /// </param>
    /// <exception cref="InputException">The disk is full, or no draw of an image could stay.</exception>
    public async Task<Result> RunAsync(IReadOnlyList<Shard> mine, Action<long, string> report, CancellationToken cancel)
    {
        try
        {
            return await DrawAsync(mine, report, cancel);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw DiskSpace.Error(store.Root, e);
        }
    }

    async Task<Result> DrawAsync(IReadOnlyList<Shard> mine, Action<long, string> report, CancellationToken cancel)
    {
        long done = 0,
            drawn = 0;
        var (repaired, seen, missing) = (0, new Tally(), new Queue<Shard>());
        foreach (var shard in mine)
        {
            cancel.ThrowIfCancellationRequested();
            if (store.Complete(shard, verify) is { } record)
                Keep(record);
            else
            {
                missing.Enqueue(shard);
                if (verify && store.Complete(shard) is not null)
                    repaired++;
            }
        }
        report(done, "");
        var publishing = Task.CompletedTask;
        try
        {
            for (var passed = 0; missing.TryDequeue(out var shard); )
            {
                var claim = store.Claim(shard);
                if (claim is null) // another process draws it: come back when it is done, or dead
                {
                    missing.Enqueue(shard);
                    report(done, "waiting for a shard that another process draws");
                    if (++passed >= missing.Count)
                    {
                        await Task.Delay(Wait, cancel);
                        passed = 0;
                    }
                    continue;
                }
                passed = 0;
                ShardRecord? record;
                try
                {
                    record = verify ? null : store.Complete(shard);
                }
                catch
                {
                    claim.Dispose();
                    throw;
                }
                if (record is not null)
                {
                    claim.Dispose();
                    Keep(record);
                    continue;
                }
                var open = await DrawAsync(
                    shard,
                    claim,
                    tally =>
                    {
                        seen += tally;
                        report(++done, Note(seen));
                    },
                    cancel
                );
                drawn += shard.Images;
                var before = publishing;
                publishing = PublishAsync(open, before); // while the next shard is drawn
                await before;
            }
        }
        finally
        {
            await publishing;
        }
        return new(done, drawn, repaired, seen, Finish(cancel));

        void Keep(ShardRecord record)
        {
            done += record.Images;
            report(done, "");
        }
    }

    async Task<OpenShard> DrawAsync(Shard shard, ShardClaim claim, Action<Tally> report, CancellationToken cancel)
    {
        var open = new OpenShard(store, shard, claim, settings);
        try
        {
            await pipeline.RunAsync(
                shard.Indices,
                index => drawer.Draw(index, cancel),
                image => EncodedImage.Of(image, settings),
                image =>
                {
                    open.Add(image);
                    report(image.Seen);
                },
                cancel
            );
            return open;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    async Task PublishAsync(OpenShard open, Task before)
    {
        using (open)
        {
            await before;
            await Task.Run(open.Publish, CancellationToken.None);
        }
        GC.Collect(); // all that a shard held is garbage now: the peak of many shards is that of two
    }

    /// <summary>Writes dataset.json if every shard is there; removes the folder of locks.</summary>
    SyntheticSet? Finish(CancellationToken cancel)
    {
        var records = new List<ShardRecord>();
        foreach (var shard in plan.All)
        {
            cancel.ThrowIfCancellationRequested();
            if (store.Complete(shard) is not { } record)
                return null;
            records.Add(record);
        }
        var set = SyntheticSet.Of(settings, records);
        store.Write(SyntheticSet.FileName, set.ToJson());
        store.RemoveClaims();
        return set;
    }

    string Note(Tally seen)
    {
        if (settings.Classes is null && seen.Tries == 0)
            return "";
        var notes = new List<string>();
        if (settings.Classes is not null)
            notes.Add(
                $"accepted {(double)(seen.Tries - seen.OtherClass) / Math.Max(1, seen.Tries):0.0%} of "
                    + $"{seen.Tries:N0} draws"
            );
        if (seen.Copies > 0)
            notes.Add($"{seen.Copies} near copies");
        if (seen.Degenerate > 0)
            notes.Add($"{seen.Degenerate} degenerate");
        return string.Join(", ", notes);
    }
}
