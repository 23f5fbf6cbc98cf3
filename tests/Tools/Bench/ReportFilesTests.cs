using Platform.Shared.Imaging;
using Platform.Tools.Bench;

namespace Platform.Tools.Tests.Bench;

public sealed class ReportFilesTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Write_MakesTextTableAndAChartForEachMeasure()
    {
        ReportFiles.Write(Sides.Outcome(), Path.Combine(folder, "new"), []);
        Assert.Equal(
            ["serve-p99.png", "serve.csv", "serve.md", "serve.png"],
            Directory.EnumerateFiles(Path.Combine(folder, "new")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        var image = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, "new", "serve.png")), int.MaxValue);
        Assert.True(image.Rgb.Chunk(3).Distinct(new Colours()).Count() > 10, "an empty chart");
        Assert.Contains("](serve-p99.png)", File.ReadAllText(Path.Combine(folder, "new", "serve.md")));
    }

    sealed class Colours : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(byte[] colour) => colour[0] << 16 | colour[1] << 8 | colour[2];
    }
}
