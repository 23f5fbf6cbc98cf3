using Platform.Shared;
using Platform.Tools.Bench;
using Platform.Tools.Commands;

namespace Platform.Tools.Tests.Bench.Curves;

[Collection(nameof(ProcessMemory))]
public sealed class HeadCurveTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("growth-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task GrowthHead_FitsEverySizeThreeTimes_AndWritesItsFiles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory is read from /proc");
        Assert.Equal(
            0,
            await BenchCommand.Create().Parse(["growth", "head", "--most", "1000", "--out", folder]).InvokeAsync()
        );
        Assert.Equal(
            ["growth-head-memory.png", "growth-head.csv", "growth-head.md", "growth-head.png"],
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        var runs = File.ReadLines(Path.Combine(folder, "growth-head.csv")).Skip(1).Select(l => l.Split(',')).ToArray();
        Assert.Equal(["10", "100", "1000"], runs.Select(r => r[2]).Distinct());
        Assert.Equal(3 * 3, runs.Count(r => r[4] == "time"));
        Assert.All(
            runs.Where(r => r[4] == "time"),
            r => Assert.True(double.Parse(r[6], System.Globalization.CultureInfo.InvariantCulture) > 0)
        );
    }

    [Theory]
    [InlineData("--most 999: must be 1000 or more", "--most", "999")]
    [InlineData("--repetitions 2: fewer than 3 say nothing", "--repetitions", "2")]
    public async Task GrowthHead_OfTooLittle_SaysWhatIsEnough(string expected, params string[] options) =>
        Assert.Equal(
            expected,
            (
                await Assert.ThrowsAsync<InputException>(() =>
                    BenchCommand
                        .Create()
                        .Parse(["growth", "head", .. options])
                        .InvokeAsync(new() { EnableDefaultExceptionHandler = false })
                )
            ).Message
        );
}
