namespace Platform.Architecture.Tests;

/// <summary>A source is read without scrolling sideways. What CSharpier does not break, a person does.</summary>
public class LinesTests
{
    const int Most = 120;

    [Fact]
    public void Sources_HaveLinesOfAtMost120Characters()
    {
        var sources = Directory
            .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Repository.Root, f).StartsWith("artifacts"))
            .ToArray();
        Assert.True(sources.Length > 900, $"only {sources.Length} sources were found");
        string[] longer =
        [
            .. sources.SelectMany(file =>
                File.ReadLines(file)
                    .Select((line, i) => (line.Length, Number: i + 1))
                    .Where(l => l.Length > Most)
                    .Select(l => $"{Path.GetRelativePath(Repository.Root, file)}:{l.Number}: {l.Length} characters")
            ),
        ];
        Assert.Empty(longer);
    }
}
