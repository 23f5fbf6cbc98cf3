using System.Text.Json;
using Platform.Inference.Classification;
using Platform.Shared.Bundles;

namespace Platform.Inference.Tests.Commands;

public sealed class ClassifyCommandTests : IDisposable
{
    readonly TinyBundleFixture bundle;
    readonly string folder = Directory.CreateTempSubdirectory("classify-").FullName;

    public ClassifyCommandTests(TinyBundleFixture bundle)
    {
        this.bundle = bundle;
        for (var i = 0; i < 3; i++)
            File.WriteAllBytes(Path.Combine(folder, $"good{i}.png"), Samples.Png(i));
        foreach (var (name, bytes, _) in Samples.Bad)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Classify_OfAFolder_AnswersTheGoodAndNamesTheBad()
    {
        var result = await Cli.RunAsync("classify", bundle.Version, folder, "--json");
        Assert.Equal(1, result.ExitCode);
        var answers = result.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => Path.Combine(folder, $"good{i}.png")),
            answers.Select(a => a.GetProperty("image").GetString())
        );
        foreach (var answer in answers)
        {
            Assert.Equal(BundleManifest.ResearchUseOnly, answer.GetProperty("intendedUse").GetString());
            var probabilities = answer
                .GetProperty("predictions")
                .EnumerateArray()
                .Select(p => p.GetProperty("probability").GetSingle())
                .ToArray();
            Assert.Equal(1, probabilities.Sum(), 1e-5f);
            Assert.Equal(probabilities.OrderDescending(), probabilities);
            Assert.Equal(
                answer.GetProperty("predictions")[0].GetProperty("code").GetString(),
                answer.GetProperty("topClass").GetString()
            );
        }
        var errors = result.ErrorLines.Where(line => line.StartsWith("error: ")).ToArray();
        Assert.Equal(Samples.Bad.Count, errors.Length);
        foreach (var (name, _, reason) in Samples.Bad)
            Assert.Contains(
                reason,
                Assert.Single(errors, line => line.StartsWith($"error: {Path.Combine(folder, name)}: "))
            );
    }

    [Fact]
    public async Task Classify_OfOneImage_SaysWhatItIsFor()
    {
        var result = await Cli.RunAsync("classify", bundle.Version, Path.Combine(folder, "good1.png"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"good1\.png  (mel|nv|vasc) [01]\.\d{4}  ", result.Output);
        Assert.Contains(BundleManifest.ResearchUseOnly, result.Output);
    }

    [Fact]
    public async Task Classify_OfSeveralImages_AnswersEachInOneLine_WhateverItsName()
    {
        var odd = Path.Combine(folder, "a\nb\u001b[31m.png");
        File.WriteAllBytes(odd, Samples.Png(1));
        var result = await Cli.RunAsync("classify", bundle.Version, odd, Path.Combine(folder, "good0.png"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("a b [31m.png  ", result.OutputLines[0]);
        Assert.Contains("good0.png  ", result.OutputLines[1]);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Classify_WhereNoTemporaryFileCanBeWritten_NamesTheFolder_NotTheBundle()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "no folder here that nobody can write to");
        var arguments = new[] { "classify", bundle.Version, Path.Combine(folder, "good0.png") };
        using var process = Cli.StartIn(folder, "/proc", arguments);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("set TMPDIR", error);
        Assert.DoesNotContain("head.zip", error);
    }

    [Theory]
    [InlineData(0.00004, "<0.0001")]
    [InlineData(0.00006, "0.0001")]
    [InlineData(0.5, "0.5000")]
    [InlineData(0.99996, ">0.9999")]
    [InlineData(1, ">0.9999")]
    public void Text_OfAProbability_IsNeitherImpossibleNorCertain(double probability, string expected) =>
        Assert.Equal(expected, AnswerText.Text(probability));

    [Fact]
    public async Task Classify_OfAFolder_NamesWhatItCannotUse_AndAnswersTheRest()
    {
        var photographs = Directory.CreateDirectory(Path.Combine(folder, "photographs")).FullName;
        foreach (var name in new[] { "a.JPG", "b.jfif" })
            File.WriteAllBytes(Path.Combine(photographs, name), Samples.Png(1));
        File.WriteAllBytes(Path.Combine(photographs, "c.tif"), Samples.Png(2));
        File.WriteAllBytes(Path.Combine(photographs, "empty.png"), []);
        File.WriteAllText(Path.Combine(photographs, "notes.txt"), "no image");
        File.CreateSymbolicLink(Path.Combine(photographs, "gone.jpg"), "/no/such/file");
        var result = await Cli.RunAsync("classify", bundle.Path, photographs, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["a.JPG", "b.jfif"],
            result.OutputLines.Select(l =>
                Path.GetFileName(JsonDocument.Parse(l).RootElement.GetProperty("image").GetString())
            )
        );
        Assert.Equal(
            [
                ("c.tif", "not a JPEG, PNG, WebP or BMP image"),
                ("empty.png", "the file is empty"),
                ("gone.jpg", "a link to a file that is not there"),
            ],
            result
                .ErrorLines.Where(l => l.StartsWith($"error: {photographs}/"))
                .Select(l => l[$"error: {photographs}/".Length..].Split(": ", 2))
                .Select(l => (l[0], l[1]))
        );
    }

    [Fact]
    public async Task Classify_Explain_DoesNotOverwriteThePhotograph()
    {
        var photograph = Path.Combine(folder, "good1.png");
        var result = await Cli.RunAsync("classify", bundle.Version, photograph, "--explain", photograph);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"error: --explain {photograph}: exists already; name another file, or delete it",
            Assert.Single(result.ErrorLines)
        );
        Assert.Equal(Samples.Png(1), File.ReadAllBytes(photograph));
    }

    [Fact]
    public async Task Classify_OfATruncatedJpeg_IsOneLine()
    {
        var result = await Cli.RunAsync("classify", bundle.Version, Path.Combine(folder, "truncated.jpg"));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("cut short", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Classify_OfAPathThatIsNotThere_IsOneLine()
    {
        var result = await Cli.RunAsync("classify", bundle.Version, Path.Combine(folder, "absent.png"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"error: {Path.Combine(folder, "absent.png")}: no such file or folder",
            Assert.Single(result.ErrorLines)
        );
    }
}
