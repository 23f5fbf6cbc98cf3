using Platform.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Runs;

public sealed class ScalarLifetimeTests
{
    [Fact]
    public void Extend_AScalarOutlivesItsFinalizer_AndIsFreedInTheEnd()
    {
        Extend();
        Collect();
        var before = ScalarLifetime.Waiting;
        Make(1000);
        Collect();
        var after = ScalarLifetime.Waiting;
        Assert.InRange(after - before, 900, int.MaxValue);
        Thread.Sleep(5500);
        Make(1);
        Collect();
        Assert.InRange(ScalarLifetime.Waiting, 1, after - 900);
    }

    /// <summary>Without it this ends in libtorch's "Unknown scalar type" or worse within seconds.</summary>
    [Fact]
    public void Extend_NumbersAreReadRight_WhileTheCollectorNeverRests()
    {
        Extend();
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() => { while (!stop.IsCancellationRequested) Collect(); });
        collector.Start();
        try
        {
            using var x = ones(8);
            for (var until = Environment.TickCount64 + 3000; Environment.TickCount64 < until;)
            {
                using var scope = NewDisposeScope();
                Assert.Equal(3.5f, (x * 3.5f).leaky_relu(0.25).clamp(-9.5, 9.5)[0].item<float>());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    static void Extend()
    {
        ScalarLifetime.Extend();
        Assert.SkipUnless(ScalarLifetime.IsExtended, "scalars are freed as TorchSharp does elsewhere than on x86-64 Linux");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    static void Make(int count)
    {
        for (var i = 0; i < count; i++) _ = (i * 0.5f).ToScalar();
    }

    static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
