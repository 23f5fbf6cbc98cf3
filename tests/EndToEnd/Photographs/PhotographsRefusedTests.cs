using Platform.EndToEnd.Tests.Terminal;

namespace Platform.EndToEnd.Tests.Photographs;

/// <summary>Photographs that nothing can be learnt from are told in one line, before anything is made.</summary>
public sealed class PhotographsRefusedTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lesion-own-").FullName;
    string Source => Path.Combine(folder, "photographs");
    string Output => Path.Combine(folder, "quickstart");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("no such folder", "none")]
    [InlineData("no folders of images", "empty")]
    [InlineData("no folders of images", "loose")]
    [InlineData("one class only, mel", "single")]
    [InlineData("images that were tried can be read", "unreadable")]
    [InlineData("no class benin; the classes are mel, nv", "two", "--malignant", "benin")]
    [InlineData("--epochs 0: must be 1 to 1000", "two", "--epochs", "0")]
    public async Task Quickstart_OfSuchPhotographs_SaysWhy(string reason, string kind, params string[] others)
    {
        Make(kind);
        string[] line = ["quickstart", "--dataset", "folder", "--source", Source, "--out", Output, .. others];
        var result = await Command.Tools(line);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, Assert.Single(result.Complaints));
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public async Task Quickstart_WithClassesThatNobodyKnows_SaysThatTheScoreOfMalignancyNeedsThem()
    {
        foreach (var name in new[] { "left", "right" })
            Put(name, 12);
        var result = await Command.Tools(
            "quickstart",
            "--dataset",
            "folder",
            "--source",
            Source,
            "--out",
            Output,
            "--threads",
            "1",
            "--dry-run"
        );
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("--malignant CLASS,CLASS", result.Output);
        Assert.Contains("altogether", result.Output);
        Assert.False(Directory.Exists(Path.Combine(Output, "data")), "a dry run prepares nothing");
    }

    [Theory]
    [InlineData("--source: of own photographs; give --dataset too", "--source", "x")]
    [InlineData("--source: give the folder of folder", "--dataset", "folder")]
    public async Task Quickstart_WithHalfOfTheOptions_NamesTheOther(string reason, params string[] options)
    {
        var result = await Command.Tools(["quickstart", "--out", Output, .. options]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, Assert.Single(result.Complaints));
    }

    /// <summary>It does not know prepare's table, because it is another program.</summary>
    [Fact]
    public async Task Datasets_AreThoseOfPrepareWithLabels()
    {
        var help = (await CommandTree.OfAsync("Platform.Training")).Single(c => c.Command == "prepare").Help;
        var quickstart = (await CommandTree.OfAsync("Platform.Tools")).Single(c => c.Command == "quickstart").Help;
        Assert.Equal(
            Names(help).Except(["unlabelled", "phantom", "csv"]).Order(StringComparer.Ordinal),
            Names(quickstart).Order(StringComparer.Ordinal)
        );

        static string[] Names(string help) =>
            help.Split('\n').Single(l => l.TrimStart().StartsWith("--dataset <")).Split('<', '>')[1].Split('|');
    }

    void Make(string kind)
    {
        if (kind == "none")
            return;
        Directory.CreateDirectory(Source);
        if (kind == "loose")
            File.WriteAllBytes(Path.Combine(Source, "photograph.png"), Samples.Png(0));
        if (kind is "single" or "two")
            Put("mel", 4);
        if (kind == "two")
            Put("nv", 4);
        if (kind == "unreadable")
            foreach (var name in new[] { "mel", "nv" })
                File.WriteAllText(
                    Path.Combine(Directory.CreateDirectory(Path.Combine(Source, name)).FullName, "a.png"),
                    "no image"
                );
    }

    void Put(string name, int images)
    {
        var made = Directory.CreateDirectory(Path.Combine(Source, name)).FullName;
        for (var i = 0; i < images; i++)
            File.WriteAllBytes(Path.Combine(made, $"{i}.png"), Samples.Png(i * name.Length + name[0]));
    }
}
