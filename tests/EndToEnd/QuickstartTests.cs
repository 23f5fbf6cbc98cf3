using System.Text.Json;
using Platform.Shared.Imaging;

namespace Platform.EndToEnd.Tests;

[Collection(nameof(Quickstart))]
public sealed class QuickstartTests(QuickstartFixture quickstart)
{
    [Fact]
    public void Quickstart_Succeeds_AndNamesWhatItMade()
    {
        Assert.True(quickstart.ExitCode == 0, quickstart.Output);
        foreach (
            var said in new[]
            {
                "held-out phantom images",
                "samples.png",
                "models/phantom/0.1.0",
                "not a medical device",
            }
        )
            Assert.Contains(said, quickstart.Output.ReplaceLineEndings(""));
    }

    [Fact]
    public void Quickstart_BeatsTheMajorityClassByAWideMargin()
    {
        using var metrics = JsonDocument.Parse(File.ReadAllText(quickstart["head/metrics.json"]));
        double Share(string name) => metrics.RootElement.GetProperty(name).GetDouble();
        Assert.True(
            Share("accuracy") > Share("majority_accuracy") + 0.2,
            $"{Share("accuracy")} against {Share("majority_accuracy")}"
        );
        Assert.True(Share("balanced_accuracy") > 0.6, $"balanced {Share("balanced_accuracy")}");
    }

    [Fact]
    public void Quickstart_DrawsAGridOf64()
    {
        var grid = ImageDecoder.Decode(File.ReadAllBytes(quickstart["samples.png"]), int.MaxValue);
        Assert.Equal((256, 256), (grid.Width, grid.Height));
        Assert.True(grid.Rgb.Distinct().Count() > 100);
    }

    [Fact]
    public async Task Quickstart_Again_GoesOnFromWhatIsThere()
    {
        var written = File.GetLastWriteTimeUtc(quickstart["encoder/checkpoint.bin"]);
        Assert.Equal(0, (await Command.Tools("quickstart", "--out", quickstart.Root)).ExitCode);
        Assert.Equal(written, File.GetLastWriteTimeUtc(quickstart["encoder/checkpoint.bin"]));
    }

    [Fact]
    public async Task Verify_AcceptsThePublishedBundle()
    {
        var result = await Command.Inference("verify", quickstart.Bundle);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("ok", result.Output);
    }

    [Fact]
    public async Task Publish_OfTheSameVersionAgain_IsRefused()
    {
        var before = File.ReadAllBytes(Path.Combine(quickstart.Bundle, "bundle.json"));
        var result = await Command.Training(
            "publish",
            "--gan",
            quickstart["gan"],
            "--encoder",
            quickstart["encoder"],
            "--head",
            quickstart["head"],
            "--name",
            "phantom",
            "--version",
            "0.1.0",
            "--out",
            quickstart["models"]
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("never overwritten", Assert.Single(result.Complaints));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(quickstart.Bundle, "bundle.json")));
    }

    [Fact]
    public async Task Generate_AndSample_DrawTheSameImages()
    {
        var result = await Command.Inference(
            "sample",
            quickstart.Bundle,
            "--count",
            "5",
            "--out",
            quickstart["from-bundle"]
        );
        Assert.True(result.ExitCode == 0, result.Error);
        for (var i = 0; i < 5; i++)
            Assert.Equal(
                File.ReadAllBytes(quickstart[$"synthetic/000000/0-{i:D10}.png"]),
                File.ReadAllBytes(quickstart[$"from-bundle/000000/0-{i:D10}.png"])
            );
    }

    [Fact]
    public async Task Publish_WithAnInt8Generator_MeasuresIt_AndItsBundleDraws()
    {
        var result = await Command.Training(
            "publish",
            "--gan",
            quickstart["gan"],
            "--encoder",
            quickstart["encoder"],
            "--head",
            quickstart["head"],
            "--name",
            "phantom-int8",
            "--version",
            "0.1.0",
            "--out",
            quickstart["models"],
            "--int8-generator",
            quickstart["data"]
        );
        Assert.True(result.ExitCode == 0, result.Error);
        var bundle = quickstart["models/phantom-int8/0.1.0"];
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(bundle, "bundle.json")));
        var synthesis = manifest.RootElement.GetProperty("synthesis");
        var kept = synthesis.GetProperty("kept").GetBoolean();
        Assert.Equal(
            (4, kept ? "int8" : null),
            (
                manifest.RootElement.GetProperty("schemaVersion").GetInt32(),
                manifest.RootElement.TryGetProperty("generatorPrecision", out var precision)
                    ? precision.GetString()
                    : null
            )
        );
        Assert.True(synthesis.GetProperty("frechet").GetProperty("deviation").GetDouble() > 0);
        Assert.Contains(kept ? "int8 is published" : "float32 is published", result.Output.ReplaceLineEndings(""));
        var drawn = await Command.Inference("sample", bundle, "--count", "5", "--out", quickstart["from-int8"]);
        Assert.True(drawn.ExitCode == 0, drawn.Error);
        Assert.Equal(5, Directory.EnumerateFiles(quickstart["from-int8/000000"], "*.png").Count());
    }

    [Fact]
    public async Task Publish_WithAnInt8GeneratorAndOtherPhotographs_IsRefused()
    {
        var other = quickstart["other-data"];
        Assert.Equal(
            0,
            (
                await Command.Training(
                    "prepare",
                    "--dataset",
                    "phantom",
                    "--count",
                    "60",
                    "--size",
                    "32",
                    "--seed",
                    "9",
                    "--out",
                    other
                )
            ).ExitCode
        );
        var result = await Command.Training(
            "publish",
            "--gan",
            quickstart["gan"],
            "--encoder",
            quickstart["encoder"],
            "--head",
            quickstart["head"],
            "--name",
            "refused",
            "--version",
            "0.1.0",
            "--out",
            quickstart["models"],
            "--int8-generator",
            other
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--int8-generator", Assert.Single(result.Complaints));
        Assert.False(Directory.Exists(quickstart["models/refused/0.1.0"]));
    }
}
