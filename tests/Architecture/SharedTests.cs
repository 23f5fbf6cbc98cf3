namespace Platform.Architecture.Tests;

/// <summary>
/// What is in shared is there because both phases must do it alike. A type that one of them alone uses belongs to that
/// phase, and one that shared alone uses is internal.
/// </summary>
public sealed class SharedTests
{
    const string Shared = "Platform.Shared";

    /// <summary>Public types that a phase does not use, each with the reason why they are shared.</summary>
    static readonly Dictionary<string, string> Exceptions = new()
    {
        ["Bundles.BundleContract"] = "its names are constants, which the compiler copies into both phases",
        ["Bundles.BundleSignature"] = "training signs; shared checks the signature wherever a bundle is loaded",
        ["Bundles.DataSheet"] = "what the model card of a bundle says, written wherever one is published",
        ["Bundles.ManifestFile"] = "a row of bundle.json, which is read and written in one place",
        ["Bundles.ModelCard"] = "written with every bundle, by publish and by fit-head",
        ["Files.AtomicFolder"] = "shared writes bundles and sets with it: there is one way to do that",
        ["Files.CsvRow"] = "a row of CsvTable",
        ["Files.CsvTable"] = "shared reads manifests with it: there is one reader of CSV",
        ["Files.PartialFiles"] = "what an interrupted AtomicFile leaves, swept in one place",
        ["Files.PendingFile"] = "what AtomicFile is made of, for files that are written bit by bit",
        ["Files.TemporaryFolder"] = "shared publishes through one: there is one way to make and to sweep them",
        ["Imaging.AreaAverage"] = "Preprocessing reduces with it: there is one way to bring pixels to another side",
        ["Imaging.ImageEncoder"] = "pixels as the files that a set is made of",
        ["Imaging.ImageGrid"] = "a grid of images is the same picture in both phases",
        ["Sampling.LatentSampler"] = "ImageSampler draws by it: image i of a seed is the same in both phases",
        ["Sampling.LatentWalk"] = "a way of LatentSampler, whose numbers it continues",
        ["Sampling.Normal"] = "LatentSampler draws by it, bit by bit",
        ["Taxonomy.ClassMap"] = "which class of a data set is which of a bundle's",
        ["Taxonomy.KnownLabel"] = "a row of LabelTable",
        ["Taxonomy.LabelTable"] = "ClassMap reads it, and a label leads to one class wherever it is read",
        ["Trust.ClassActivation"] = "belongs to the linear head, which both phases apply",
        ["Trust.ConformalSets"] = "training fits them, shared applies them to every answer",
        ["Trust.HeatMap"] = "the picture of ClassActivation",
    };

    [Fact]
    public void PublicTypes_AreUsedByBothPhases()
    {
        using var shared = new AssemblyFile(Shared);
        using var training = new AssemblyFile("Platform.Training");
        using var inference = new AssemblyFile("Platform.Inference");
        using var console = new AssemblyFile("Platform.Console");
        var ofBoth = console.Uses(Shared);
        var used = training.Uses(Shared).Intersect(inference.Uses(Shared)).Union(ofBoth).ToHashSet();
        Assert.True(used.Count > 30, $"only {used.Count} types are used by both");
        var spoken = shared.SpokenOfBy(used);
        string[] others =
        [
            .. shared
                .PublicTypes.Where(t => !spoken.Contains(t) && !IsOfAFile(t))
                .Select(t => t[(Shared.Length + 1)..]),
        ];
        string[] wrong = [.. others.Except(Exceptions.Keys), .. Exceptions.Keys.Except(others)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Order()));
    }

    /// <summary>A file that crosses a process has one type, whichever program writes it.</summary>
    static bool IsOfAFile(string type) => type.StartsWith($"{Shared}.Formats.", StringComparison.Ordinal);
}
