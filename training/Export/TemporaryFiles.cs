namespace Platform.Training.Export;

/// <summary>A folder of its own under the system's temporary ones, deleted with all that is in it.</summary>
sealed class TemporaryFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("publish-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
