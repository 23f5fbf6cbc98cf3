using System.Diagnostics;
using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class StageLockTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lock-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TryTake_WhileAnotherHasIt_IsNull()
    {
        using (var held = StageLock.TryTake(folder))
        {
            Assert.NotNull(held);
            Assert.Null(StageLock.TryTake(folder));
        }
        using var again = StageLock.TryTake(folder);
        Assert.NotNull(again);
    }

    /// <summary>As when an experiment is killed and the stage's process lives on.</summary>
    [Fact]
    public async Task Lock_LivesAsLongAsAProcessThatInheritedIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "inherited only on Unix");
        var held = StageLock.TryTake(folder)!;
        using var child = Process.Start(
            new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        held.Dispose();
        Assert.Null(StageLock.TryTake(folder));
        child.StandardInput.Close();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var free = StageLock.TryTake(folder);
        Assert.NotNull(free);
    }
}
