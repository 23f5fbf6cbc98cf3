using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

/// <summary>A process is killed at each step of what must be whole or absent, and the next one finds its way.</summary>
public sealed class KilledTests : IDisposable
{
    const int Killed = 137;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> FileSteps => [.. FaultPoint.Files];
    public static TheoryData<string> FolderSteps => [.. FaultPoint.Folders];

    string[] Entries() =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path).Select(e => Path.GetFileName(e)!).Order()];

    [Theory]
    [MemberData(nameof(FileSteps))]
    public void File_WhoseWriterIsKilled_IsTheOldOneOrTheNewOne_AndNothingIsLeftByTheNext(string step)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kills by a signal");
        File.WriteAllText(folder["settings.json"], "old");
        File.WriteAllText(folder[".settings.json.mine.partial"], "a user's");
        Assert.Equal(Killed, Victim.Run("file", step, folder["settings.json"]));
        var expected = step == FaultPoint.FileRenamed ? Victim.New : "old";
        Assert.Equal(expected, File.ReadAllText(folder["settings.json"]));

        Assert.Equal(0, Victim.Run("file", "none", folder["settings.json"]));
        Assert.Equal(Victim.New, File.ReadAllText(folder["settings.json"]));
        Assert.Equal([".settings.json.mine.partial", "settings.json"], Entries());
    }

    [Theory]
    [MemberData(nameof(FolderSteps))]
    public void Folder_WhoseMakerIsKilled_IsWholeOrAbsent_AndTheNextMakesIt(string step)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kills by a signal");
        Assert.Equal(Killed, Victim.Run("folder", step, folder["out"]));
        if (step == FaultPoint.FolderRenamed)
        {
            Assert.Equal(Victim.New, File.ReadAllText(folder["out/made"]));
            return;
        }
        Assert.False(Directory.Exists(folder["out"]));
        Assert.Equal(0, Victim.Run("folder", "none", folder["out"]));
        Assert.Equal(Victim.New, File.ReadAllText(folder["out/made"]));
        Assert.Equal(["out"], Entries());
    }
}
