using Platform.Shared.Bundles;

namespace Platform.Fixtures;

/// <summary>One published bundle for all tests that only read it.</summary>
public sealed class TinyBundleFixture : IDisposable
{
    readonly string root = TinyBundle.Publish();

    /// <summary>The folder of its versions.</summary>
    public string Path => System.IO.Path.Combine(root, "tiny");

    /// <summary>The folder of its one version.</summary>
    public string Version => System.IO.Path.Combine(Path, "1.0.0");

    public Bundle Load() => Bundle.Load(Path);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
