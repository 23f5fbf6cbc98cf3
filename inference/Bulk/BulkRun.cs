using Platform.CommandLine;

namespace Platform.Inference.Bulk;

/// <summary>
/// Draws this process's shards of a data set, and the record of the whole set when none is missing any more.
/// </summary>
/// <param name="verify">also read the shards that are complete, and draw again those that are damaged</param>
public sealed class BulkRun(
    Drawer drawer,
    ShardStore store,
    BulkSettings settings,
    ShardPlan plan,
    Pipeline pipeline,
    bool verify
)
{
    static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <param name="Drawn">images drawn now; the rest was there</param>
    /// <param name="Repaired">shards that were damaged</param>
    /// <param name="Set">null while shards of other processes are missing</param>
    public sealed record Result(long Images, long Drawn, double Rate, int Repaired, Tally Seen, DataSet? Set);

    public async Task<Result> RunAsync(TaskShare share, CancellationToken cancel)
    {
        try
        {
            return await DrawAsync(share, cancel);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw DiskSpace.Error(store.Root, e);
        }
    }

    async Task<Result> DrawAsync(TaskShare share, CancellationToken cancel)
    {
        var mine = plan.Of(share).ToArray();
        using var progress = new ProgressLine("sample", mine.Sum(s => (long)s.Images), "images");
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
        progress.Report(done);
        var publishing = Task.CompletedTask;
        try
        {
            for (var passed = 0; missing.TryDequeue(out var shard); )
            {
                var claim = store.Claim(shard);
                if (claim is null) // another process draws it: come back when it is done, or dead
                {
                    missing.Enqueue(shard);
                    progress.Report(done, "waiting for a shard that another process draws");
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
                        progress.Report(++done, Note(seen));
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
        return new(done, drawn, progress.Rate, repaired, seen, Finish(cancel));

        void Keep(ShardRecord record)
        {
            done += record.Images;
            progress.Report(done);
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
    DataSet? Finish(CancellationToken cancel)
    {
        var records = new List<ShardRecord>();
        foreach (var shard in plan.All)
        {
            cancel.ThrowIfCancellationRequested();
            if (store.Complete(shard) is not { } record)
                return null;
            records.Add(record);
        }
        var set = DataSet.Of(settings, records);
        store.Write(DataSet.FileName, set.ToJson());
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
