using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

public sealed class AtomicFolderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void Make(Action<string>? fill = null) =>
        AtomicFolder.Make(folder["out"], "--out", fill ?? (path => File.WriteAllText(Path.Combine(path, "made"), "")));

    string[] Entries() =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path).Select(e => Path.GetFileName(e)!).Order()];

    [Fact]
    public void Make_GivesTheWholeFolderAndNothingElse()
    {
        Directory.CreateDirectory(folder["out"]); // an empty one may be there
        Make();
        Assert.Equal(["out"], Entries());
        Assert.Equal("made", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(folder["out"]))));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/")]
    public void Make_OfALinkToAnEmptyFolder_FillsThatFolder_AndTheLinkStays(string asked)
    {
        var elsewhere = Directory.CreateDirectory(folder["disk/data"]).FullName;
        File.CreateSymbolicLink(folder["out"], elsewhere);
        AtomicFolder.Make(folder[asked], "--out", path => File.WriteAllText(Path.Combine(path, "made"), ""));
        Assert.Equal(elsewhere, new DirectoryInfo(folder["out"]).LinkTarget);
        Assert.Equal("made", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(elsewhere))));
        Assert.Equal(["disk", "out"], Entries());
    }

    [Theory]
    [InlineData("out/mine", "--out")]
    [InlineData("out.partial/mine", "not left by an interrupted run; move it")]
    [InlineData("out", "exists already")]
    [InlineData("out.partial", "not left by an interrupted run")]
    public void Make_LeavesWhatItDidNotMake(string mine, string reason)
    {
        folder.Write(mine, [7]);
        Assert.Contains(reason, Assert.Throws<InputException>(() => Make()).Message);
        Assert.Equal([7], File.ReadAllBytes(folder[mine]));
        Assert.Single(Entries());
    }

    [Fact]
    public void Make_AfterAKill_StartsAfresh()
    {
        folder.Write("out.partial/incomplete", []);
        folder.Write("out.partial/content/half", [1]);
        Make();
        Assert.False(File.Exists(folder["out/half"]));
        Assert.Equal(["out"], Entries());
    }

    [Fact]
    public void Make_ThatFails_LeavesNothing()
    {
        Assert.Throws<InputException>(() =>
            Make(path =>
            {
                File.WriteAllText(Path.Combine(path, "half"), "");
                throw new InputException("no");
            })
        );
        Assert.Empty(Entries());
    }

    [Fact]
    public void Make_WhileAnotherMakesIt_IsRefusedAndDisturbsNothing()
    {
        Make(path =>
        {
            File.WriteAllText(Path.Combine(path, "made"), "");
            Assert.Contains("another process is making it", Assert.Throws<InputException>(() => Make()).Message);
        });
        Assert.True(File.Exists(folder["out/made"]));
    }
}
