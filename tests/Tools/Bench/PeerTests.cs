using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class PeerTests
{
    static Peer Shell(string script) => new("Shell", "sh", Path.GetTempPath(), ["-c", script], "apt install it");

    [Fact]
    public async Task AskAsync_OfAProgramThatIsNotThere_SaysInOneLineWhatToInstall()
    {
        var (runs, line) = await (Peer.Node("sharp") with { Program = "/no/such/node" }).AskAsync(
            CancellationToken.None
        );
        Assert.False(runs);
        Assert.StartsWith("Node: /no/such/node", line);
        Assert.EndsWith("ONNXRUNTIME_NODE_INSTALL=skip npm ci", line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public async Task AskAsync_OfAPackageThatIsNotThere_SaysInOneLineWhatToInstall() =>
        Assert.Equal(
            (false, "Shell: sh or a package of it is missing; install it: apt install it"),
            await Shell("echo a long complaint >&2; exit 1").AskAsync(CancellationToken.None)
        );

    [Fact]
    public async Task AskAsync_OfOneThatRuns_TellsItsVersions() =>
        Assert.Equal((true, "Shell: sh 1.2"), await Shell("echo sh 1.2").AskAsync(CancellationToken.None));

    [Fact]
    public async Task AskAsync_WithoutASourceTree_SaysSo()
    {
        var (runs, line) = await (Shell("exit 0") with { Folder = null }).AskAsync(CancellationToken.None);
        Assert.False(runs);
        Assert.Contains("source tree", line);
    }

    [Fact]
    public void Programs_AreInTheSourceTree()
    {
        foreach (var script in new[] { "server.js", "sample.js", "decode.js" })
            Assert.True(File.Exists(Path.Combine(Peer.Node().Folder!, script)), script);
        foreach (var script in new[] { "server.py", "simclr.py", "stylegan.py", "decode.py" })
            Assert.True(File.Exists(Path.Combine(Peer.Python("python3").Folder!, script)), script);
        Assert.True(File.Exists(Path.Combine(Peer.Protos!, "lesion.proto")));
    }
}
