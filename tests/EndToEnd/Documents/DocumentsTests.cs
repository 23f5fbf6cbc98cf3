namespace Platform.EndToEnd.Tests.Documents;

/// <summary>
/// Each command that a document prints is run as it stands, in order, but for the substitutions of <see
/// cref="AllDocuments"/>.
/// </summary>
[Collection(nameof(Quickstart))]
public sealed class DocumentsTests(QuickstartFixture quickstart)
{
    const string Readme = "README.md"; // says itself how the programs are found; the others take it from there

    public static TheoryData<string> Paths => [.. AllDocuments.All.Select(document => document.Path)];

    [Theory, MemberData(nameof(Paths))]
    public async Task Commands_OfADocument_Run(string path)
    {
        var document = AllDocuments.All.Single(d => d.Path == path);
        var commands = Markdown.Commands(Path.Combine(Checkout.Root, path)).ToArray();
        await using var reader = new Reader(quickstart, startersInPath: path != Readme);
        if (commands.Length > 0)
            foreach (var line in document.Given)
                await reader.TypeAsync("given", line);
        var unused = document
            .Substitutions.Select(s => s.From)
            .Except(AllDocuments.Shared.Select(s => s.From))
            .ToHashSet();
        foreach (var (number, text) in commands)
        {
            if (document.NotRun.Any(line => text.StartsWith(line.Line)))
                continue;
            var line = text;
            foreach (var (from, to) in document.Substitutions)
            {
                if (line.Contains(from))
                    unused.Remove(from);
                line = line.Replace(from, to);
            }
            await reader.TypeAsync($"{path}:{number}", line);
        }
        Assert.Empty(unused);
        Assert.All(document.NotRun, line => Assert.Contains(commands, command => command.Text.StartsWith(line.Line)));
    }

    /// <summary>Those of several documents, of which not each has all.</summary>
    [Fact]
    public void SharedSubstitutions_AreOfSomeDocument()
    {
        var text = string.Concat(AllDocuments.All.Select(d => File.ReadAllText(Path.Combine(Checkout.Root, d.Path))));
        Assert.All(AllDocuments.Shared, s => Assert.Contains(s.From, text));
    }

    [Fact]
    public void EachDocument_IsListed()
    {
        var files = new[] { "", "docs", "docs/results", "models", "tools/deploy", "tools/deploy/slurm", "tools/peers" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.md"))
            .Select(file => Path.GetRelativePath(Checkout.Root, file));
        Assert.Equal(
            files.Order(StringComparer.Ordinal),
            AllDocuments.All.Select(d => d.Path).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>What the quickstart prints behind "Next:" can be typed as it is.</summary>
    [Fact]
    public async Task Lines_ThatTheQuickstartPrints_Run()
    {
        var lines = quickstart
            .Output.Split('\n')
            .SkipWhile(line => line.Trim() != "Next:")
            .Skip(1)
            .TakeWhile(line => line.StartsWith("  "))
            .Select(line => line.Trim())
            .Where(line => !line.StartsWith('#'))
            .ToArray();
        Assert.True(lines.Length >= 4, quickstart.Output);
        await using var reader = new Reader(quickstart, startersInPath: false);
        foreach (var line in lines)
            await reader.TypeAsync("Next", line.Replace("50051", "{port}"));
    }
}
