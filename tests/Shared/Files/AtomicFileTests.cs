using Platform.Shared.Files;

namespace Platform.Shared.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Create_OverAFile_IsRefused_AndTouchesNeitherItNorItsNeighbours()
    {
        folder.Write("a.png", [1]);
        folder.Write("b.png.partial", [2]);
        Assert.Contains(
            "--grid",
            Assert.Throws<InputException>(() => AtomicFile.Create(folder["a.png"], [9], "--grid")).Message
        );
        AtomicFile.Create(folder["b.png"], [9], "--grid");
        Assert.Equal([1], File.ReadAllBytes(folder["a.png"]));
        Assert.Equal([2], File.ReadAllBytes(folder["b.png.partial"]));
        Assert.Equal([9], File.ReadAllBytes(folder["b.png"]));
        Assert.Equal(3, Directory.EnumerateFileSystemEntries(folder.Path).Count());
    }

    [Fact]
    public void Create_InAFolderThatIsNotThere_SaysSo() =>
        Assert.Contains(
            "no folder",
            Assert.Throws<InputException>(() => AtomicFile.Create(folder["no/a.png"], [9], "--grid")).Message
        );
}
