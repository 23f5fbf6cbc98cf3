using System.Threading.Channels;
using Platform.Shared;

namespace Platform.Inference.Repository;

/// <summary>
/// Scans when the folder changes, and now and then, because network folders and full watch tables tell nothing.
/// </summary>
sealed class RepositoryWatcher(
    string path,
    ModelRepository repository,
    RepositoryOptions options,
    ILogger<ModelRepository> log
) : BackgroundService
{
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200); // several events belong to one change
    readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var watcher = Watch();
        changes.Writer.TryWrite(true); // what changed since the first scan
        string? said = null;
        while (!stopping.IsCancellationRequested)
        {
            using (var poll = CancellationTokenSource.CreateLinkedTokenSource(stopping))
            {
                poll.CancelAfter(options.PollInterval);
                try
                {
                    await changes.Reader.ReadAsync(poll.Token);
                    await Task.Delay(Quiet, stopping);
                    changes.Reader.TryRead(out _);
                }
                catch (OperationCanceledException) when (!stopping.IsCancellationRequested) { }
            }
            try
            {
                await repository.ScanAsync(stopping);
                said = null;
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                if (e.Message != said)
                    log.LogWarning("{Folder} cannot be read, what is loaded goes on: {Reason}", path, e.Message);
                said = e.Message;
            }
        }
    }

    FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(path) { IncludeSubdirectories = true };
            watcher.Created += Changed;
            watcher.Changed += Changed;
            watcher.Deleted += Changed;
            watcher.Renamed += Changed;
            watcher.Error += (_, _) => changes.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.LogWarning(
                "{Folder} cannot be watched, it is read every {Interval}: {Reason}",
                path,
                options.PollInterval,
                e.Message
            );
            return null;
        }
    }

    void Changed(object sender, FileSystemEventArgs e) => changes.Writer.TryWrite(true);
}
