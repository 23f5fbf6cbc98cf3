namespace Platform.EndToEnd.Tests;

/// <summary>One run of the README's quickstart, whose folder all tests here look at.</summary>
public sealed class QuickstartFixture : IAsyncLifetime
{
    public string Root { get; } = Path.Combine(Directory.CreateTempSubdirectory("lesion-e2e-").FullName, "quickstart");
    public int ExitCode { get; private set; }
    public string Output { get; private set; } = "";

    public string this[string name] => Path.Combine(Root, name);
    public string Bundle => this["models/phantom/0.1.0"];
    public IReadOnlyList<string> HeldOutImages =>
        [
            .. Directory
                .EnumerateFiles(this["held-out"], "*.png", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];

    public async ValueTask InitializeAsync()
    {
        var result = await Command.Tools("quickstart", "--out", Root);
        (ExitCode, Output) = (result.ExitCode, result.Output + result.Error);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path.GetDirectoryName(Root)!, recursive: true);
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(nameof(Quickstart))]
public sealed class Quickstart : ICollectionFixture<QuickstartFixture>;
