using Platform.Inference.Batching;

namespace Platform.Inference.Tests.Batching;

public sealed class TimeLimitsTests : IDisposable
{
    readonly TimeLimits limits = new("test");

    public void Dispose() => limits.Dispose();

    static bool Ends(CancellationToken over) => over.WaitHandle.WaitOne(TimeSpan.FromSeconds(8));

    [Fact]
    public void Run_BeyondItsTime_IsCancelled_ByNoThreadOfThePool()
    {
        bool? ofThePool = null;
        var ended = limits.Run(
            TimeSpan.FromMilliseconds(50),
            over =>
            {
                using var told = over.Register(() => ofThePool = Thread.CurrentThread.IsThreadPoolThread);
                return Ends(over);
            },
            CancellationToken.None
        );
        Assert.Equal((true, false), (ended, ofThePool));
    }

    [Fact]
    public void Run_WhoseCallerGoes_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        var ended = limits.Run(
            TimeSpan.FromHours(1),
            over =>
            {
                caller.Cancel();
                return Ends(over);
            },
            caller.Token
        );
        Assert.True(ended);
    }

    [Fact]
    public void Run_WithinItsTime_IsNotCancelled() =>
        Assert.False(limits.Run(TimeSpan.FromHours(1), over => over.IsCancellationRequested, CancellationToken.None));
}
