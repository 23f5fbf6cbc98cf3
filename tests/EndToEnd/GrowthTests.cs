using Platform.EndToEnd.Tests.Submitting;

namespace Platform.EndToEnd.Tests;

public sealed class GrowthTests(TinySets sets) : IClassFixture<TinySets>
{
    [Theory]
    [InlineData("callers", "8 callers", "--seconds", "0.2")]
    [InlineData("embed", "100 images", "--most", "1000")]
    public async Task BenchGrowth_PrintsTheExponentOfEachSize_AndWritesItsFiles(string curve, string size, params string[] options)
    {
        var result = await Command.Tools(["bench", "growth", curve, sets.Bundle, .. options, "--out", sets[curve]]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches($@"median of 3 interleaved runs.*\n.*\n +{size} +[\d.]+ \[[\d.]+-[\d.]+\] +exponent ", result.Output);
        Assert.Matches(@"\n  (No cost grows worse than linearly\.|Worse than linear: .* \(exponent [\d.]+\)\.)\n", result.Output);
        Assert.All(["md", "csv", "png"], e => Assert.True(File.Exists(Path.Combine(sets[curve], $"growth-{curve}.{e}")), e));
    }
}
