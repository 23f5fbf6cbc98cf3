using System.Runtime.CompilerServices;
using Platform.Training.Runs;

// libtorch's random numbers belong to the process: tests that seed them run one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Platform.Training.Tests;

static class Assembly
{
    /// <summary>
    /// One thread, because other test projects run beside this one and libtorch's threads spin while they wait.
    /// </summary>
    [ModuleInitializer]
    internal static void Start() => TorchRuntime.Start("cpu", threads: 1);
}
