using Platform.EndToEnd.Tests.Submitting;

namespace Platform.EndToEnd.Tests;

public sealed class SiegeTests(TinySets sets) : IClassFixture<TinySets>
{
    [Fact]
    public async Task BenchSiege_SaysWhatHonestCallersHadOfIt_AndWritesItsFiles()
    {
        var result = await Command.Tools(
            "bench",
            "siege",
            sets.Bundle,
            "--attacks",
            "outputs",
            "--seconds",
            "0.5",
            "--rest",
            "0",
            "--callers",
            "4",
            "--images",
            GrowthTests.Photographs(sets["siege-photographs"]),
            "--out",
            sets["siege"]
        );
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(@"\n  outputs +[1-9]\d* +0 +0 ", result.Output); // answered, wrong, failed
        Assert.Matches(
            @"\n  outputs: .* 0 answered, most of the others: InvalidArgument: output 'embedding'",
            result.Output
        );
        Assert.All(
            ["siege.md", "siege.csv", "siege.png", "siege-memory.png"],
            file => Assert.True(File.Exists(Path.Combine(sets["siege"], file)), file)
        );
        Assert.Contains("siege,outputs,1,wrong,0\n", File.ReadAllText(Path.Combine(sets["siege"], "siege.csv")));
    }

    [Fact]
    public async Task BenchSiege_OfAnUnknownAttack_NamesThem()
    {
        var result = await Command.Tools("bench", "siege", sets.Bundle, "--attacks", "plague");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "error: --attacks 'plague': must be some of connections, inflate, scans, batches, outputs",
            Assert.Single(result.Complaints)
        );
    }
}
