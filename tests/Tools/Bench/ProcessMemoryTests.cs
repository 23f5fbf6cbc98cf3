using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

/// <summary>Memory is the whole process's: tests that measure it run with none beside them.</summary>
[CollectionDefinition(nameof(ProcessMemory), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(ProcessMemory))]
public sealed class ProcessMemoryTests
{
    [Fact]
    public void Of_IsInMillionBytes() =>
        Assert.Equal(
            204.8,
            ProcessMemory.Of("VmRSS", ["Name:\tdotnet", "VmHWM:\t  300000 kB", "VmRSS:\t  200000 kB"]),
            1e-9
        );

    [Fact]
    public void Peak_RemembersWhatWasGivenBack_UntilItIsForgotten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        const int bytes = 200_000_000;
        var self = Environment.ProcessId;
        ProcessMemory.ForgetPeak();
        var before = ProcessMemory.Peak(self);
        unsafe
        {
            var memory = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(bytes);
            for (var i = 0L; i < bytes; i += 4096)
                memory[i] = 1;
            System.Runtime.InteropServices.NativeMemory.Free(memory);
        }
        Assert.InRange(ProcessMemory.Peak(self) - before, 0.8 * bytes / 1e6, 2 * bytes / 1e6);
        ProcessMemory.ForgetPeak();
        Assert.InRange(ProcessMemory.Peak(self) - before, -bytes / 1e6, 0.5 * bytes / 1e6);
    }
}
