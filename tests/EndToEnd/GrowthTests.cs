using Platform.EndToEnd.Tests.Submitting;
using Platform.Shared.Imaging;

namespace Platform.EndToEnd.Tests;

public sealed class GrowthTests(TinySets sets) : IClassFixture<TinySets>
{
    [Theory]
    [InlineData("callers", "callers 8", "--seconds", "0.2")]
    [InlineData("embed", "images 100", "--most", "1000")]
    public async Task BenchGrowth_PrintsTheExponentOfEachSize_AndWritesItsFiles(
        string curve,
        string size,
        params string[] options
    )
    {
        var result = await Command.Tools([
            "bench",
            "growth",
            curve,
            sets.Bundle,
            .. options,
            "--images",
            Photographs(sets[$"{curve}-photographs"]),
            "--out",
            sets[curve],
        ]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(
            $@"median of 3 interleaved runs.*\n.*\n +{size} +[\d.]+ \[[\d.]+-[\d.]+\] +exponent ",
            result.Output
        );
        Assert.Matches(
            @"\n  (No cost grows worse than linearly\.|Worse than linear: .* \(exponent [\d.]+\)\.)\n",
            result.Output
        );
        Assert.All(
            ["md", "csv", "png"],
            e => Assert.True(File.Exists(Path.Combine(sets[curve], $"growth-{curve}.{e}")), e)
        );
    }

    /// <summary>Two grey JPEG files.</summary>
    internal static string Photographs(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var level in new byte[] { 90, 180 })
            File.WriteAllBytes(
                Path.Combine(folder, $"{level}.jpg"),
                ImageEncoder.Encode(EncodedFormat.Jpg, [.. Enumerable.Repeat(level, 200 * 150 * 3)], 200, 150)
            );
        return folder;
    }
}
