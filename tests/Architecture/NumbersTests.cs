using System.Text.RegularExpressions;

namespace Platform.Architecture.Tests;

/// <summary>
/// .NET reads "1,5" as 15 unless it is told otherwise: one place tells it, and no other file parses such a number.
/// </summary>
public sealed partial class NumbersTests
{
    static readonly string[] Projects = ["shared", "charts", "console", "training", "inference", "tools"];

    [Fact]
    public void Sources_ReadFloatingNumbersInOnePlace()
    {
        var sources = Projects
            .SelectMany(p =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, p), "*.cs", SearchOption.AllDirectories)
            )
            .ToArray();
        Assert.True(sources.Length > 100, $"{sources.Length} files");
        var found = sources
            .Where(f => Floating().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Repository.Root, f));
        Assert.Equal(["shared/Numbers.cs"], found);
    }

    [GeneratedRegex(@"\b(double|float|decimal|Half)\.(Try)?Parse\(|Convert\.To(Double|Single|Decimal)\(")]
    private static partial Regex Floating();
}
