using Platform.Build;

namespace Platform.Architecture.Tests;

/// <summary>
/// The build step that lets libLibTorchSharp.so load where the C++ runtime is older than the one it names.
/// </summary>
public sealed class WeakVersionNeedTests : IDisposable
{
    const string Library = "libLibTorchSharp.so",
        Version = "GLIBCXX_3.4.32";
    readonly string folder = Directory.CreateTempSubdirectory().FullName;
    readonly string copy;

    public WeakVersionNeedTests()
    {
        copy = Path.Combine(folder, Library);
        File.Copy(Original(), copy);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>As the package has it: the build output's copy is weakened already.</summary>
    static string Original()
    {
        var packages = Repository.Dotnet("nuget", "locals", "global-packages", "--list").Split(": ", 2)[1].Trim();
        return Directory
            .EnumerateFiles(Path.Combine(packages, "torchsharp"), Library, SearchOption.AllDirectories)
            .First();
    }

    [Fact]
    public void Apply_ChangesOneBitOfTheFlags_AndOnlyOnce()
    {
        var before = File.ReadAllBytes(copy);
        Assert.True(WeakVersionNeed.Apply(copy, Version));
        var after = File.ReadAllBytes(copy);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToArray();
        Assert.Equal(before[Assert.Single(changed)] | 2, after[changed[0]]);
        Assert.False(WeakVersionNeed.Apply(copy, Version));
    }

    [Fact]
    public void Apply_ToAVersionThatARelocationUses_IsRefused()
    {
        var before = File.ReadAllBytes(copy);
        Assert.Throws<InvalidDataException>(() => WeakVersionNeed.Apply(copy, "GLIBCXX_3.4"));
        Assert.Equal(before, File.ReadAllBytes(copy));
    }

    [Fact]
    public void Apply_ToAVersionThatIsNotNeeded_ChangesNothing() =>
        Assert.False(WeakVersionNeed.Apply(copy, "GLIBCXX_9.9.99"));

    [Fact]
    public void Apply_ToAnotherFile_IsRefused()
    {
        File.WriteAllText(copy, "not ELF");
        Assert.Throws<InvalidDataException>(() => WeakVersionNeed.Apply(copy, Version));
    }
}
