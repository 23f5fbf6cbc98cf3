using Grpc.Core;
using Platform.Inference.Metrics;

namespace Platform.Inference.Wire;

/// <summary>
/// Bytes that the compressed messages under way, of all calls, may have together once they are inflated.
/// </summary>
sealed class InflationBudget(long most)
{
    long taken;

    /// <summary>
    /// A message that begins has to find a part of it free, so that a refused one costs next to nothing.
    /// </summary>
    public bool IsNearlyTaken => Interlocked.Read(ref taken) > most / 4 * 3;

    public bool Take(int bytes)
    {
        if (Interlocked.Add(ref taken, bytes) <= most)
            return true;
        Interlocked.Add(ref taken, -bytes);
        return false;
    }

    public void GiveBack(long bytes) => Interlocked.Add(ref taken, -bytes);
}

/// <summary>
/// What a call may inflate. It flows with the call to where the library inflates, which knows no call.
/// </summary>
/// <param name="limit">bytes of one message</param>
sealed class Inflation(int limit, InflationBudget budget, ServingMetrics metrics) : IDisposable
{
    static readonly AsyncLocal<Inflation?> current = new();

    long message;

    public static Inflation Begin(int limit, InflationBudget budget, ServingMetrics metrics) =>
        current.Value = new(limit, budget, metrics);

    /// <exception cref="InvalidOperationException">No call's limit is known.</exception>
    public static Inflation Current =>
        current.Value ?? throw new InvalidOperationException("a message is inflated outside of a call");

    /// <summary>The call's next message: the one before it is done with.</summary>
    /// <exception cref="RpcException">Too much is inflated at once.</exception>
    public void NextMessage()
    {
        Dispose();
        if (budget.IsNearlyTaken)
            throw TooMany();
    }

    /// <exception cref="RpcException">The message is too long, or too much is inflated at once.</exception>
    public void Add(int bytes)
    {
        if (message + bytes > limit)
            throw Refused($"a message inflates to more than {limit:N0} bytes, the limit of this call");
        if (!budget.Take(bytes))
            throw TooMany();
        message += bytes;
    }

    public void Dispose() => budget.GiveBack(Interlocked.Exchange(ref message, 0));

    RpcException TooMany() =>
        Refused("too many large compressed messages at once; send them uncompressed, or try again");

    RpcException Refused(string reason)
    {
        metrics.Rejected("message");
        return new(new(StatusCode.ResourceExhausted, reason));
    }
}
