using Platform.Shared.Bundles;

namespace Platform.Shared.Tests.Bundles;

public sealed class BundleStoreTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    string Publish(string version, string content = "x") =>
        BundleStore.Publish(
            root,
            "tiny",
            version,
            folder => File.WriteAllText(Path.Combine(folder, BundleManifest.FileName), content)
        );

    [Fact]
    public void Publish_NeverOverwrites()
    {
        var folder = Publish("1.0.0", "first");
        Assert.Contains("never overwritten", Assert.Throws<InputException>(() => Publish("1.0.0", "second")).Message);
        Assert.Equal("first", File.ReadAllText(Path.Combine(folder, BundleManifest.FileName)));
    }

    [Fact]
    public void Publish_ThatFails_LeavesNothing()
    {
        Assert.Throws<IOException>(() =>
            BundleStore.Publish(
                root,
                "tiny",
                "1.0.0",
                folder =>
                {
                    File.WriteAllText(Path.Combine(folder, "half"), "");
                    throw new IOException("No space left on device");
                }
            )
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public void Publish_AfterAKilledRun_StartsAfresh()
    {
        var partial = Directory.CreateDirectory(Path.Combine(root, "tiny", "1.0.0.partial")).FullName;
        File.WriteAllText(Path.Combine(partial, "incomplete"), "");
        File.WriteAllText(Path.Combine(partial, "half"), "");
        Assert.Throws<InputException>(() => BundleStore.Latest(Path.Combine(root, "tiny")));
        Assert.Equal(
            [BundleManifest.FileName],
            Directory.EnumerateFileSystemEntries(Publish("1.0.0")).Select(Path.GetFileName)
        );
    }

    [Fact]
    public void Publish_WhileAnotherPublishesIt_Refuses() =>
        BundleStore.Publish(
            root,
            "tiny",
            "1.0.0",
            folder =>
            {
                Assert.Contains("another process", Assert.Throws<InputException>(() => Publish("1.0.0")).Message);
                File.WriteAllText(Path.Combine(folder, BundleManifest.FileName), "");
            }
        );

    [Theory]
    [InlineData("../up", "1.0.0")]
    [InlineData("Tiny", "1.0.0")]
    [InlineData("tiny", "1.0")]
    [InlineData("tiny", "01.0.0")]
    [InlineData("tiny", "1.0.0/..")]
    public void Publish_UnderABadName_Refuses(string name, string version) =>
        Assert.Throws<InputException>(() => BundleStore.Publish(root, name, version, _ => { }));

    [Fact]
    public void Publish_OfABundleThatWouldNotLoad_Refuses()
    {
        Assert.Contains(
            BundleFiles.Encoder,
            Assert.Throws<InputException>(() => BundleStore.Publish(root, TinyBundle.Manifest(), _ => { })).Message
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public void Latest_IsTheHighestVersion()
    {
        foreach (var version in new[] { "1.9.0", "1.10.0", "1.10.0-rc.2", "1.10.0-rc.10" })
            Publish(version);
        Assert.EndsWith("1.10.0", BundleStore.Latest(Path.Combine(root, "tiny")));
        Assert.EndsWith("1.9.0", BundleStore.Latest(Path.Combine(root, "tiny", "1.9.0")));
    }
}
