using System.Collections.Concurrent;
using System.Net.Sockets;
using Grpc.Core;

namespace Platform.Tools.Bench.Siege;

/// <summary>What became of an attack's tries. Thread-safe.</summary>
sealed class AttackLog
{
    readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);
    int tries,
        answered;

    public int Tries => tries;
    public int Answered => answered;

    /// <summary>The most frequent reason why a try failed; null where none did.</summary>
    public string? Refusal => failures.IsEmpty ? null : failures.MaxBy(f => f.Value).Key;

    /// <summary>Makes one try. What a network or a server says against it is noted.</summary>
    public async Task TryAsync(Func<Task> one)
    {
        Interlocked.Increment(ref tries);
        try
        {
            await one();
            Interlocked.Increment(ref answered);
        }
        catch (Exception e)
            when (e
                    is RpcException
                        or HttpRequestException
                        or IOException
                        or SocketException
                        or OperationCanceledException
                        or InvalidOperationException
            )
        {
            failures.AddOrUpdate(Reason(e), 1, (_, n) => n + 1);
        }
    }

    static string Reason(Exception e) =>
        e switch
        {
            RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled } rpc =>
                $"{rpc.StatusCode}",
            RpcException rpc => $"{rpc.StatusCode}: {rpc.Status.Detail}",
            OperationCanceledException => "given up",
            _ => e.GetBaseException().Message,
        };
}
