using System.Text.Json;

namespace Platform.Architecture.Tests;

/// <summary>
/// training -> shared &lt;- inference; tools -> shared; all three -> console -> shared; training and tools -> charts.
/// Read from what was built, transitive packages included.
/// </summary>
public sealed class ArrowsTests
{
    static readonly string[] Torch = ["TorchSharp", "libtorch"];

    [Theory]
    [InlineData("Platform.Shared")]
    [InlineData("Platform.Charts")]
    [InlineData("Platform.Console")]
    [InlineData("Platform.Inference")]
    [InlineData("Platform.Tools")]
    public void DepsJson_HasNoTorch(string project) => AssertNone(project, Torch);

    [Theory]
    [InlineData("Platform.Shared", "Grpc", "Microsoft.AspNetCore", "System.CommandLine", "Spectre.Console")]
    [InlineData("Platform.Console", "Grpc", "Microsoft.AspNetCore")]
    [InlineData("Platform.Inference", "ScottPlot", "HarfBuzz")]
    [InlineData("Platform.Training", "Grpc", "Microsoft.AspNetCore")]
    [InlineData("Platform.Tools", "Grpc.AspNetCore", "Microsoft.AspNetCore")]
    public void DepsJson_HasNothingOfAnotherLayer(string project, params string[] forbidden) =>
        AssertNone(project, forbidden);

    [Theory]
    [InlineData("Platform.Charts")]
    [InlineData("Platform.Shared")]
    [InlineData("Platform.Console", "Platform.Shared")]
    [InlineData("Platform.Training", "Platform.Charts", "Platform.Console", "Platform.Shared")]
    [InlineData("Platform.Inference", "Platform.Console", "Platform.Shared")]
    [InlineData("Platform.Tools", "Platform.Charts", "Platform.Console", "Platform.Shared")]
    public void DepsJson_HasOnlyTheAllowedProjects(string project, params string[] allowed) =>
        Assert.Equal(allowed, Libraries(project).Where(l => l.StartsWith("Platform.") && l != project));

    [Fact]
    public void DepsJson_OfTraining_HasTorch() // or the tests above would pass on an empty list
        => Assert.Contains("TorchSharp", Libraries("Platform.Training"));

    [Fact]
    public void Output_OfInference_HoldsNoLibtorch() =>
        Assert.DoesNotContain(
            Directory
                .EnumerateFiles(Repository.Output("Platform.Inference", ""), "*", SearchOption.AllDirectories)
                .Select(Path.GetFileName),
            f => f!.Contains("torch", StringComparison.OrdinalIgnoreCase)
        );

    static void AssertNone(string project, string[] forbidden) =>
        Assert.DoesNotContain(
            Libraries(project),
            l => forbidden.Any(f => l.StartsWith(f, StringComparison.OrdinalIgnoreCase))
        );

    static IReadOnlyList<string> Libraries(string project)
    {
        using var deps = JsonDocument.Parse(File.ReadAllText(Repository.Output(project, $"{project}.deps.json")));
        return [.. deps.RootElement.GetProperty("libraries").EnumerateObject().Select(l => l.Name.Split('/')[0])];
    }
}
