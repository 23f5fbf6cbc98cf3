using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Platform.CommandLine;
using Platform.Protos;
using Platform.Shared;
using Platform.Tools.Calling;

namespace Platform.Tools.Loading;

/// <summary>
/// Classifies the same images over and over: a fixed number of callers who each wait for their answer, or calls at a
/// fixed rate.
/// </summary>
/// <param name="rate">calls a second whether answered or not; null: each caller calls again when it is answered</param>
/// <param name="deadline">of one call; null for none</param>
/// <param name="quiet">shows no progress line</param>
public sealed class LoadRun(
    string address,
    ServerAccess access,
    IReadOnlyList<(string Path, ByteString Bytes)> images,
    ExpectedAnswers expected,
    int callers,
    double? rate,
    TimeSpan? deadline,
    bool quiet = false
)
{
    const int CallersOfAConnection = 32;
    readonly ConcurrentQueue<double> latencies = []; // of answered calls, milliseconds
    readonly ConcurrentDictionary<StatusCode, long> statuses = [];
    readonly ConcurrentDictionary<string, long> bundles = [];
    readonly ConcurrentQueue<string> wrong = [];
    readonly CancellationTokenSource misaddressed = new();
    string? lasting;
    long calls;

    /// <summary>The images' files, read once and sent over and over.</summary>
    public static IReadOnlyList<(string Path, ByteString Bytes)> ReadImages(IEnumerable<LabelledFile> files) =>
        [.. files.Select(f => (f.Path, ByteString.CopyFrom(File.ReadAllBytes(f.Path))))];

    /// <exception cref="InputException">
    /// No server answers there, its port speaks another protocol, or it refuses these callers.
    /// </exception>
    public async Task<LoadReport> RunAsync(TimeSpan length, CancellationToken cancel)
    {
        var channels = Enumerable
            .Range(0, (callers + CallersOfAConnection - 1) / CallersOfAConnection)
            .Select(_ => access.Open(address))
            .ToArray();
        var clients = channels.Select(c => new Lesion.LesionClient(c)).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, misaddressed.Token);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        stop.CancelAfter(length);
        var progress = quiet ? Task.CompletedTask : ReportAsync(clock, length, stop.Token);
        await (
            rate is { } perSecond
                ? AtRateAsync(clients, perSecond, clock, stop.Token)
                : Task.WhenAll(
                    Enumerable
                        .Range(0, callers)
                        .Select(caller => CallOnAsync(clients[caller % clients.Length], stop.Token))
                )
        );
        var (elapsed, processors) = (clock.Elapsed, (Environment.CpuUsage.TotalTime - cpu) / clock.Elapsed);
        await progress;
        foreach (var channel in channels)
            channel.Dispose();
        if (lasting is not null)
        {
            cancel.ThrowIfCancellationRequested(); // Ctrl-C ends a server of the same terminal too, perhaps first
            throw new InputException($"{address}: {lasting}");
        }
        return new(
            elapsed,
            [.. latencies.Order()],
            new SortedDictionary<StatusCode, long>(statuses),
            new SortedDictionary<string, long>(bundles),
            [.. wrong],
            processors
        );
    }

    async Task CallOnAsync(Lesion.LesionClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await CallAsync(client);
    }

    async Task AtRateAsync(Lesion.LesionClient[] clients, double perSecond, Stopwatch clock, CancellationToken stop)
    {
        var open = new ConcurrentDictionary<long, Task>();
        for (var sent = 0L; !stop.IsCancellationRequested; )
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * perSecond); sent < due; sent++)
            {
                var number = sent;
                var call = CallAsync(clients[number % clients.Length]);
                open[number] = call;
                _ = call.ContinueWith(_ => open.TryRemove(number, out Task? _), TaskScheduler.Default);
            }
            await Task.Delay(1, CancellationToken.None);
        }
        await Task.WhenAll(open.Values);
    }

    async Task CallAsync(Lesion.LesionClient client)
    {
        var (path, bytes) = images[(int)(Interlocked.Increment(ref calls) % images.Count)];
        var began = Stopwatch.GetTimestamp();
        using var call = client.ClassifyAsync(
            new() { Image = bytes },
            deadline: deadline is { } d ? DateTime.UtcNow + d : null
        );
        // thousands of refusals a second: throwing each would slow the caller, not the server
        await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (call.ResponseAsync.Exception?.InnerException is RpcException refusal)
            Refused(refusal);
        else
        {
            var answer = await call.ResponseAsync;
            latencies.Enqueue(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            bundles.AddOrUpdate($"{answer.BundleName} {answer.BundleVersion}", 1, (_, n) => n + 1);
            if (expected.Check(path, answer) is { } difference)
                wrong.Enqueue(difference);
            Count(StatusCode.OK);
        }
    }

    void Refused(RpcException refusal)
    {
        Count(refusal.StatusCode);
        if (lasting is not null || !latencies.IsEmpty || CallFailure.Lasting(address, refusal) is not { } reason)
            return;
        lasting = reason;
        misaddressed.Cancel();
    }

    void Count(StatusCode status) => statuses.AddOrUpdate(status, 1, (_, n) => n + 1);

    async Task ReportAsync(Stopwatch clock, TimeSpan length, CancellationToken stop)
    {
        using var progress = new ProgressLine("load", (long)length.TotalSeconds, "s");
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(200, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            // Nothing of a run that ends at its first call; but who waits for an answer sees that time passes.
            if (lasting is not null || statuses.IsEmpty && clock.Elapsed.TotalSeconds < 1)
                continue;
            var done = Math.Min((long)clock.Elapsed.TotalSeconds, (long)length.TotalSeconds);
            progress.Report(done, $"{latencies.Count / clock.Elapsed.TotalSeconds:0.0} answers/s");
        }
    }
}
