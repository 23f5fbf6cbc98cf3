namespace Platform.Inference.Tests;

/// <summary>A folder of files that a test hands to another program.</summary>
sealed class TemporaryFiles : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inference-test-");

    /// <returns>the file's path</returns>
    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
