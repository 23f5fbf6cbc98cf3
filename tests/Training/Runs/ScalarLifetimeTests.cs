using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        const int newest = 4096,
            some = 100; // kept however old; of other threads
        Make(20_000);
        Collect();
        Assert.InRange(ScalarLifetime.Waiting, 20_000 - some, int.MaxValue);
        Age();
        Assert.InRange(ScalarLifetime.Waiting, 1, newest + some);
    }

    /// <summary>Without it this ends in libtorch's "Unknown scalar type" or worse within seconds.</summary>
    [Fact]
    public void Extend_NumbersAreReadRight_WhileTheCollectorNeverRests()
    {
        Extend();
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                Collect();
        });
        collector.Start();
        try
        {
            using var x = ones(8);
            for (var until = Environment.TickCount64 + 3000; Environment.TickCount64 < until; )
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
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "elsewhere scalars are freed as TorchSharp does"
        );
        ScalarLifetime.Extend();
        Assert.True(ScalarLifetime.IsExtended);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Make(int count)
    {
        for (var i = 0; i < count; i++)
            _ = (i * 0.5f).ToScalar();
    }

    static void Age()
    {
        Collect();
        Thread.Sleep(5200);
        Make(1);
        Collect();
    }

    static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
