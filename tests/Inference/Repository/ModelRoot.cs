namespace Platform.Inference.Tests.Repository;

/// <summary>A folder of bundles that a test changes.</summary>
sealed class ModelRoot : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("models-").FullName;

    public string Of(string name, string version = "") => System.IO.Path.Combine(Path, name, version);

    /// <summary>Each version has weights of its own.</summary>
    public ModelRoot With(string name, string version)
    {
        TinyBundle.Publish(Path, name, version, version[0] + version[2] + version[4]);
        return this;
    }

    /// <summary>Changes a file after it was published.</summary>
    public void Damage(string name, string version, string file) =>
        File.AppendAllText(System.IO.Path.Combine(Of(name, version), file), "x");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
