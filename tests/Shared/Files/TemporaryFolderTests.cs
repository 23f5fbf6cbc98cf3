namespace Platform.Shared.Tests.Files;

public sealed class TemporaryFolderTests
{
    [Fact]
    public void Dispose_DeletesWhatIsInIt()
    {
        string path;
        using (var temporary = new Platform.Shared.Files.TemporaryFolder("test"))
        {
            path = temporary.Path;
            File.WriteAllText(temporary["file"], "");
            Assert.True(File.Exists(Path.Combine(path, "file")));
        }
        Assert.False(Directory.Exists(path));
    }
}
