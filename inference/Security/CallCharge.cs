using Grpc.Core;
using Platform.Inference.Metrics;

namespace Platform.Inference.Security;

/// <summary>What one call under way costs its key.</summary>
/// <remarks>
/// A call costs one when it comes, and so does each further message of a stream: that pays for the first image. The
/// other images are paid when the message's form has held and before any work on them, so that a refused one costs no
/// more. A single call is refused where its images are not there; a stream waits, so that it is no way around the
/// limit and a slow key no reason to lose half of an answer.
/// </remarks>
/// <param name="caller">null for calls that are open to everybody, which cost nothing</param>
sealed class CallCharge(HttpContext context, Caller? caller, ServingMetrics metrics)
{
    readonly SemaphoreSlim paying = new(1);
    int credit;
    long images;

    /// <summary>Whether images that are not there yet are waited for: in a stream.</summary>
    public bool Waits { get; set; }

    /// <summary>Paid for so far.</summary>
    public long Images => Interlocked.Read(ref images);

    /// <summary>At the start of a call.</summary>
    /// <exception cref="RpcException">The key's rate is used up.</exception>
    public void Begin()
    {
        if (caller is null)
            return;
        Take(caller, 1);
        credit = 1;
    }

    /// <summary>For each further message of a stream: waits until the one before and this one are paid.</summary>
    /// <exception cref="RpcException">Too many streams of the key wait.</exception>
    public async ValueTask BeginNextAsync(CancellationToken cancel)
    {
        if (caller is null)
            return;
        await WaitAsync(caller, 1, cancel);
        Interlocked.Increment(ref credit);
    }

    /// <summary>Waits while a message is being paid, so that no further one is read and held.</summary>
    public async ValueTask PaidAsync(CancellationToken cancel)
    {
        await paying.WaitAsync(cancel);
        paying.Release();
    }

    /// <summary>Pays for a message's images, when its form has held and before any work on them.</summary>
    /// <exception cref="RpcException">They are not there, or are more than the key's burst.</exception>
    public async ValueTask PayAsync(int count, CancellationToken cancel)
    {
        if (caller is not null && Waits)
        {
            await paying.WaitAsync(cancel);
            try
            {
                await WaitAsync(caller, count - FromCredit(count), cancel);
            }
            finally
            {
                paying.Release();
            }
        }
        else if (caller is not null)
        {
            if (count > caller.Burst)
                throw TooMany(caller, count);
            Take(caller, count - FromCredit(count));
        }
        Interlocked.Add(ref images, count);
    }

    int FromCredit(int count)
    {
        var used = Math.Min(Volatile.Read(ref credit), count);
        Interlocked.Add(ref credit, -used);
        return used;
    }

    void Take(Caller from, int count)
    {
        if (from.Take(count, out var retryAfter))
            return;
        var wait = (long)Math.Ceiling(retryAfter.TotalMilliseconds);
        if (!Refusal.IsGrpc(context))
            context.Response.Headers.RetryAfter = $"{(wait + 999) / 1000}";
        throw Exhausted($"this key's rate is used up; try again in {wait} ms", wait);
    }

    async ValueTask WaitAsync(Caller from, int count, CancellationToken cancel)
    {
        if (!await from.WaitAsync(count, cancel))
            throw Exhausted("too many streams of this key wait for its rate; open fewer", -1);
    }

    /// <summary>No time would help, so the caller is told not to try again.</summary>
    RpcException TooMany(Caller from, int count) =>
        Exhausted(
            $"{count} images in one call; this key may ask for {from.Burst} at once: "
                + "send fewer, or send them in a stream",
            -1
        );

    RpcException Exhausted(string message, long pushback)
    {
        metrics.Rejected("rate");
        var trailers = new Metadata { { "grpc-retry-pushback-ms", $"{pushback}" } }; // gRFC A6, "Pushback"
        return new(new(StatusCode.ResourceExhausted, message), trailers);
    }
}
