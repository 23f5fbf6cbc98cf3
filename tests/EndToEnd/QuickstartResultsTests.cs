using System.Text.Json;
using Platform.Shared.Imaging;

namespace Platform.EndToEnd.Tests;

/// <summary>Each step of the quickstart earns its place, measured on the files that it leaves.</summary>
[Collection(nameof(Quickstart))]
public sealed class QuickstartResultsTests(QuickstartFixture quickstart)
{
    const int Side = 32,
        Drawn = 200;

    [Fact]
    public void TrainedEncoder_IsBetterThanAnUntrainedOne()
    {
        using var metrics = JsonDocument.Parse(File.ReadAllText(quickstart["head/metrics.json"]));
        double Gain(string name) =>
            metrics.RootElement.GetProperty(name).GetDouble()
            - metrics.RootElement.GetProperty("random_encoder_" + name).GetDouble();
        Assert.True(Gain("accuracy") > 0.1, $"accuracy {Gain("accuracy")}");
        Assert.True(Gain("balanced_accuracy") > 0.15, $"balanced {Gain("balanced_accuracy")}");
    }

    [Fact]
    public void Output_ShowsTheUntrainedEncoderBesideTheTrainedOne()
    {
        using var metrics = JsonDocument.Parse(File.ReadAllText(quickstart["head/metrics.json"]));
        string Percent(string name) =>
            FormattableString.Invariant($"{100 * metrics.RootElement.GetProperty(name).GetDouble():0.0} %");
        string Line(string begin) =>
            quickstart.Output.Split('\n').Single(l => l.StartsWith(begin, StringComparison.Ordinal));
        Assert.EndsWith(Percent("balanced_accuracy"), Line("  trained encoder").TrimEnd());
        Assert.Contains(Percent("random_encoder_accuracy"), Line("  untrained encoder"));
        Assert.Contains(Percent("majority_accuracy"), Line("  always the most frequent class"));
    }

    /// <summary>
    /// Colours that a generator makes where zeros lie beyond the border; 83 % of the images had them. Of a generator
    /// that is trained for a minute 1 to 21 % have, by the seed, and another processor is as another seed.
    /// </summary>
    [Fact]
    public void GeneratedImages_HaveNoSaturatedCorner()
    {
        Assert.Equal(0, Photographs().Count(HasColouredCorner)); // a vignette is black
        Assert.Equal(Drawn, Photographs().Select(WithColouredCorner).Count(HasColouredCorner)); // the fault that was
        Assert.InRange(Generated().Count(HasColouredCorner), 0, Drawn * 2 / 5);
    }

    byte[][] Generated() =>
        [
            .. Directory
                .EnumerateFiles(quickstart["synthetic"], "*.png", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Take(Drawn)
                .Select(Decoded),
        ];

    byte[][] Photographs()
    {
        var all = File.ReadAllBytes(quickstart[$"data/pixels.{Side}.bin"]);
        return [.. all.Chunk(Side * Side * 3).Take(Drawn)];
    }

    static byte[] Decoded(string file) => ImageDecoder.Decode(File.ReadAllBytes(file), int.MaxValue).Rgb;

    /// <summary>A pixel of a corner is far from the image's mean in red less green or green less blue.</summary>
    static bool HasColouredCorner(byte[] pixels)
    {
        double Mean(int channel) => pixels.Where((_, i) => i % 3 == channel).Average(v => (double)v);
        var mean = Casts([Mean(0), Mean(1), Mean(2)]);
        int[] edge = [0, 1, Side - 2, Side - 1];
        return edge.Any(y =>
            edge.Any(x =>
                Casts([.. pixels[((y * Side + x) * 3)..((y * Side + x) * 3 + 3)].Select(v => (double)v)])
                    .Zip(mean, (a, b) => Math.Abs(a - b))
                    .Max() > 90
            )
        );
    }

    static double[] Casts(double[] rgb) => [rgb[0] - rgb[1], rgb[1] - rgb[2]];

    static byte[] WithColouredCorner(byte[] pixels)
    {
        byte[] marked = [.. pixels];
        new byte[] { 255, 0, 255 }.CopyTo(marked, (Side - 1) * 3);
        return marked;
    }
}
